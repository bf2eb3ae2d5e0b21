package io.taffrail.gateway.link;

import org.jspecify.annotations.Nullable;

/** How many replicas must have a record before its producer hears of it. */
public enum Acks {
    NONE((short) 0),
    LEADER((short) 1),
    ALL((short) -1);

    private final short code;

    Acks(short code) {
        this.code = code;
    }

    /** The number in a Produce request. */
    public short code() {
        return code;
    }

    /** The value for {@code all}, {@code -1}, {@code 1} or {@code 0}; null for anything else. */
    public static @Nullable Acks parse(String text) {
        return switch (text) {
            case "all", "-1" -> ALL;
            case "1" -> LEADER;
            case "0" -> NONE;
            default -> null;
        };
    }
}
