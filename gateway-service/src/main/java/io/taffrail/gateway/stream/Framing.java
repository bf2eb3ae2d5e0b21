package io.taffrail.gateway.stream;

/** What stands around a record's JSON, so that a run of records can be sent as one piece. */
public enum Framing {
    /** The object and a comma: for an array. */
    ELEMENT,
    /** The object and a line feed: NDJSON. */
    LINE,
    /** A WebSocket text frame of its own, whose object says {@code "type":"record"}. */
    FRAME,
    /** A server-sent event without its id. */
    EVENT,
    /** No JSON at all: the batches as they are stored, for a binary frame. */
    BATCHES
}
