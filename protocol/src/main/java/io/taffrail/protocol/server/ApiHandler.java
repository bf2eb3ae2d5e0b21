package io.taffrail.protocol.server;

/**
 * Answers one API. A handler runs on the connection's event loop, so it never blocks: work that
 * waits goes to a loop or a future, and {@link Exchange#respond} may be called from any thread.
 */
public interface ApiHandler {

    /** The key and versions that this handler answers in full. */
    ApiRange range();

    /** Called once per request; must lead to exactly one answer of the exchange. */
    void handle(Exchange exchange);
}
