package io.taffrail.gateway.cloudevents;

import io.taffrail.gateway.json.Utf8;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The text of an attribute in an HTTP header (HTTP binding, section 3.1.3.2): quotes and their
 * backslashes first, then one round of percent-decoding. Bytes above ASCII, which the binding does
 * not allow, are taken as the UTF-8 that their sender meant.
 */
final class HeaderText {

    private HeaderText() {}

    static String decode(String attribute, String header) throws BadEvent {
        String text = unquote(header.strip());
        byte[] bytes = unescape(attribute, text);
        if (!Utf8.isValid(bytes, 0, bytes.length)) {
            throw new BadEvent(attribute + " is no UTF-8 once its %xy are undone: " + header);
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static String unquote(String text) {
        boolean isQuoted = text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"");
        if (!isQuoted) {
            return text;
        }
        var plain = new StringBuilder();
        int end = text.length() - 1;
        for (int i = 1; i < end; i++) {
            boolean isEscape = text.charAt(i) == '\\' && i + 1 < end;
            plain.append(text.charAt(isEscape ? ++i : i));
        }
        return plain.toString();
    }

    private static byte[] unescape(String attribute, String text) throws BadEvent {
        var bytes = new ByteArrayOutputStream(text.length());
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c != '%') {
                bytes.write(c);
                at++;
                continue;
            }
            int high = digit(text, at + 1);
            int low = digit(text, at + 2);
            if (high < 0 || low < 0) {
                throw new BadEvent(
                        attribute
                                + " has a % that no two hexadecimal digits follow: write %25 for"
                                + " the sign itself");
            }
            bytes.write(high << 4 | low);
            at += 3;
        }
        return bytes.toByteArray();
    }

    private static int digit(String text, int at) {
        return at < text.length() ? Character.digit(text.charAt(at), 16) : -1;
    }
}
