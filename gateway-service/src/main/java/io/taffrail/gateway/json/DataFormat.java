package io.taffrail.gateway.json;

import org.jspecify.annotations.Nullable;

/** How the bytes of a key or a value stand in JSON. */
public enum DataFormat {
    /** JSON if the bytes are JSON, else a string if they are text, else a base64 object. */
    AUTO,
    JSON,
    STRING,
    BASE64,
    /** A base64 string with nothing around it, as version 2 of the REST proxies has it. */
    PLAIN_BASE64;

    public static @Nullable DataFormat parse(String text) {
        return switch (text) {
            case "auto" -> AUTO;
            case "json" -> JSON;
            case "string" -> STRING;
            case "base64", "binary" -> BASE64;
            default -> null;
        };
    }
}
