package io.taffrail.gateway.stream;

import io.taffrail.gateway.json.DataFormat;

/** How a subscriber wants its records; those with the same wish share the bytes. */
public record Encoding(DataFormat key, DataFormat value, Framing framing, Shape shape) {

    public Encoding(DataFormat key, DataFormat value, Framing framing) {
        this(key, value, framing, Shape.RECORD);
    }

    public static Encoding auto(Framing framing) {
        return new Encoding(DataFormat.AUTO, DataFormat.AUTO, framing);
    }

    /** CloudEvents, which have a form of their own for their data. */
    public static Encoding events(Framing framing, Shape shape) {
        return new Encoding(DataFormat.AUTO, DataFormat.AUTO, framing, shape);
    }
}
