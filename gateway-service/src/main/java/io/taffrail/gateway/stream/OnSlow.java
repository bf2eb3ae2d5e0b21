package io.taffrail.gateway.stream;

import org.jspecify.annotations.Nullable;

/** What becomes of a subscriber that was at the end and fell out of the shared ring. */
public enum OnSlow {
    /** It reads what it missed, at its own pace. */
    BLOCK,
    /** It goes on at the end, and hears how much it missed. */
    SKIP,
    /** Its subscription ends. */
    CLOSE;

    public static @Nullable OnSlow parse(String text) {
        return switch (text) {
            case "block" -> BLOCK;
            case "skip" -> SKIP;
            case "close" -> CLOSE;
            default -> null;
        };
    }
}
