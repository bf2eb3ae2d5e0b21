package io.taffrail.broker.storage;

/** Where a batch comes from, which decides what it may contain. */
public enum AppendOrigin {
    /** A producer: one batch, no control records, sequences checked. */
    CLIENT,
    /** A coordinator on a gateway: one batch, fenced by the leader epoch in its header. */
    COORDINATOR
}
