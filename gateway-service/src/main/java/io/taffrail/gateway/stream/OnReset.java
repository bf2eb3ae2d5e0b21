package io.taffrail.gateway.stream;

import org.jspecify.annotations.Nullable;

/** Where a subscriber goes on whose position the log no longer has, or does not have yet. */
public enum OnReset {
    EARLIEST,
    LATEST,
    CLOSE;

    public static @Nullable OnReset parse(String text) {
        return switch (text) {
            case "earliest" -> EARLIEST;
            case "latest" -> LATEST;
            case "close" -> CLOSE;
            default -> null;
        };
    }
}
