package io.taffrail.gateway.cloudevents;

/** Something that came as an event and is none; the message names the attribute. */
public final class BadEvent extends Exception {
    private static final long serialVersionUID = 1L;

    BadEvent(String message) {
        super(message, null, false, false);
    }

    /** The same fault, of one event of a batch. */
    BadEvent ofEvent(int index) {
        return new BadEvent("event " + index + ": " + getMessage());
    }
}
