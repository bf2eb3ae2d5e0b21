package io.taffrail.gateway.ws;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What is spoken on a socket (RFC 6455, section 1.9). Without a word from the client: JSON. */
enum Subprotocol {
    /** Records and all else as JSON in text frames. */
    JSON_V1("json.v1.taffrail.io"),
    /** Records as stored batches in binary frames, all else as in {@link #JSON_V1}. */
    BIN_V1("bin.v1.taffrail.io");

    private final String token;

    Subprotocol(String token) {
        this.token = token;
    }

    String token() {
        return token;
    }

    static @Nullable Subprotocol parse(String token) {
        for (Subprotocol known : values()) {
            if (known.token.equals(token.strip().toLowerCase(Locale.ROOT))) {
                return known;
            }
        }
        return null;
    }
}
