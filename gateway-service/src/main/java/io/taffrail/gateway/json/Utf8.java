package io.taffrail.gateway.json;

/** Checks UTF-8 as Unicode defines it: no overlong forms, no surrogates, nothing above U+10FFFF. */
public final class Utf8 {

    private Utf8() {}

    public static boolean isValid(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            if (bytes[at] >= 0) {
                at++;
            } else {
                at = endOfCharacter(bytes, at, to);
                if (at < 0) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The position after the character that begins with this non-ASCII byte, or -1. */
    static int endOfCharacter(byte[] b, int at, int to) {
        int lead = b[at] & 0xff;
        int length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
        if (lead < 0xc2 || lead > 0xf4 || to - at < length) {
            return -1;
        }
        int second = b[at + 1] & 0xff;
        int lowest = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
        int highest = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
        if (second < lowest || second > highest) {
            return -1;
        }
        for (int i = 2; i < length; i++) {
            if ((b[at + i] & 0xc0) != 0x80) {
                return -1;
            }
        }
        return at + length;
    }
}
