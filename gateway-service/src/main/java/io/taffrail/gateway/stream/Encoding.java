package io.taffrail.gateway.stream;

import io.taffrail.gateway.json.DataFormat;

/** How a subscriber wants its records; those with the same wish share the bytes. */
public record Encoding(DataFormat key, DataFormat value, Framing framing) {

    public static Encoding auto(Framing framing) {
        return new Encoding(DataFormat.AUTO, DataFormat.AUTO, framing);
    }
}
