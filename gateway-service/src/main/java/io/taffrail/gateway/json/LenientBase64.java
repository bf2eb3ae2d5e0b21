package io.taffrail.gateway.json;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Base64 as clients really send it: either alphabet, with or without padding. */
public final class LenientBase64 {

    private LenientBase64() {}

    /** The bytes, or null when the text is no base64. */
    public static byte @Nullable [] decode(String text) {
        String standard = text.strip().replace('-', '+').replace('_', '/');
        try {
            return Base64.getDecoder().decode(standard.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
