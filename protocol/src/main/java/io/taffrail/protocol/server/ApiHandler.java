package io.taffrail.protocol.server;

import io.taffrail.protocol.wire.Api;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Readable;

/**
 * Answers one API. A handler runs on the connection's event loop, so it never blocks: work that
 * waits goes to a loop or a future, and {@link Exchange#respond} may be called from any thread.
 */
public interface ApiHandler {

    /** The key and versions that this handler answers in full. */
    ApiRange range();

    /**
     * Reads a request, after its header.
     *
     * @throws RuntimeException when the bytes are none of that version
     */
    default ApiMessage read(Api api, Readable in, short version) {
        ApiMessage request = api.newRequest().get();
        request.read(in, version);
        return request;
    }

    /** Called once per request; must lead to exactly one answer of the exchange. */
    void handle(Exchange exchange);
}
