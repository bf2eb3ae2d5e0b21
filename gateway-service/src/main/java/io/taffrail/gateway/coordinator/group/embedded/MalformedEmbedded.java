package io.taffrail.gateway.coordinator.group.embedded;

/** Bytes that are no subscription or assignment of a consumer. */
public final class MalformedEmbedded extends Exception {

    private static final long serialVersionUID = 1L;

    MalformedEmbedded(String message) {
        super(message);
    }
}
