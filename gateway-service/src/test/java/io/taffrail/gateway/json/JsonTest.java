package io.taffrail.gateway.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What counts as JSON, how it is written, and base64 as clients send it. */
class JsonTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-0.5e+10",
                " true ",
                "null",
                "\"\"",
                "\"\\u00e9\\n\"",
                "[]",
                "[1, [2]]",
                "{}",
                "{\"a\":{\"b\":[null]}}",
                "\"é😀\""
            })
    void thisIsJson(String text) {
        assertThat(isJson(text.getBytes(StandardCharsets.UTF_8))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "01",
                "1.",
                ".5",
                "+1",
                "1e",
                "nul",
                "tru e",
                "'a'",
                "\"",
                "\"\\x\"",
                "\"\\u12g4\"",
                "\"\\u12\"",
                "\"a\nb\"",
                "[1,]",
                "[1 2]",
                "{\"a\"}",
                "{a:1}",
                "{\"a\":1,}",
                "1 2",
                "NaN",
                "]"
            })
    void thisIsNot(String text) {
        assertThat(isJson(text.getBytes(StandardCharsets.UTF_8))).isFalse();
    }

    @Test
    void aStringOfBadUtf8IsNoJson() {
        int[][] bad = {{0xc3}, {0xff}, {0xc0, 0x80}, {0xed, 0xa0, 0x80}, {0xf4, 0x90, 0x80, 0x80}};
        for (int[] sequence : bad) {
            byte[] text = new byte[sequence.length + 2];
            text[0] = '"';
            for (int i = 0; i < sequence.length; i++) {
                text[i + 1] = (byte) sequence[i];
            }
            text[text.length - 1] = '"';
            assertThat(isJson(text)).isFalse();
        }
    }

    @Test
    void nestingHasABound() {
        int depth = JsonScanner.DEPTH_MAX;
        assertThat(isJson(nested(depth))).isTrue();
        assertThat(isJson(nested(depth + 1))).isFalse();
    }

    @Test
    void stringsAreEscapedAndReadBack() {
        String text = "a\"b\\c\n\r\t\u0001\u007fé😀";
        byte[] written = new JsonBytes(1).string(text).toByteArray();
        assertThat(new String(written, StandardCharsets.UTF_8))
                .isEqualTo("\"a\\\"b\\\\c\\n\\r\\t\\u0001\u007fé😀\"");
        assertThat(isJson(written)).isTrue();
        assertThat(JsonObject.unescape(written, 0, written.length)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 9, 10, -1, Long.MAX_VALUE, Long.MIN_VALUE})
    void numbersAreWrittenInFull(long number) {
        assertThat(new JsonBytes(1).number(number).toByteArray())
                .asString(StandardCharsets.US_ASCII)
                .isEqualTo(Long.toString(number));
    }

    @ParameterizedTest
    @CsvSource({"aGk=,hi", "aGk,hi", "Pz8_,???", "Pz8/,???", "'',''"})
    void base64ComesInEitherAlphabetWithOrWithoutPadding(String text, String decoded) {
        assertThat(LenientBase64.decode(text))
                .asString(StandardCharsets.US_ASCII)
                .isEqualTo(decoded);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "%%%%", "aGk=aGk=", "a b c"})
    void whatIsNoBase64IsNull(String text) {
        assertThat(LenientBase64.decode(text)).isNull();
    }

    private static byte[] nested(int depth) {
        return ("[".repeat(depth) + "1" + "]".repeat(depth)).getBytes(StandardCharsets.US_ASCII);
    }

    private static boolean isJson(byte[] bytes) {
        return JsonScanner.isJson(bytes, 0, bytes.length);
    }
}
