package io.taffrail.gateway.reset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taffrail.gateway.link.TopicPartition;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The words for a position; the command line's test of the same name has the same ones. */
class ResetTargetTest {

    private static final long NOW_MS = 1_800_000_000_000L;

    @Test
    void everyWordIsUnderstood() {
        assertThat(parse("earliest")).isEqualTo(new ResetTarget.Earliest());
        assertThat(parse("start")).isEqualTo(new ResetTarget.Earliest());
        assertThat(parse("latest")).isEqualTo(new ResetTarget.Latest());
        assertThat(parse("end")).isEqualTo(new ResetTarget.Latest());
        assertThat(parse("42")).isEqualTo(new ResetTarget.Offset(42));
        assertThat(parse("999999999999")).isEqualTo(new ResetTarget.Offset(999_999_999_999L));
        assertThat(parse("+10")).isEqualTo(new ResetTarget.Shift(10));
        assertThat(parse("-10")).isEqualTo(new ResetTarget.Shift(-10));
        assertThat(parse("@1700000000000")).isEqualTo(new ResetTarget.Since(1_700_000_000_000L));
        assertThat(parse("@2026-11-20T10:00:00Z"))
                .isEqualTo(new ResetTarget.Since(1_795_168_800_000L));
        assertThat(parse("2026-11-20T10:00:00Z")).isEqualTo(parse("@2026-11-20T10:00:00Z"));
        assertThat(parse("10m")).isEqualTo(new ResetTarget.Since(NOW_MS - 600_000));
        assertThat(parse("PT10M")).isEqualTo(new ResetTarget.Since(NOW_MS - 600_000));
        assertThat(parse("group:billing")).isEqualTo(new ResetTarget.LikeGroup("billing"));
        var token =
                new ResetTarget.Given(
                        Map.of(
                                new TopicPartition("orders", 0), 42L,
                                new TopicPartition("orders", 1), 7L));
        assertThat(parse("orders:0=42,1=7")).isEqualTo(token);
        assertThat(parse("resume:orders:0=42,1=7")).isEqualTo(token);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "@", "@soon", "+", "-", "1.5", "group:", "P", "--1"})
    void whatIsNoPositionIsNamedWithWhatIs(String text) {
        assertThatThrownBy(() -> parse(text))
                .hasMessageContaining("'" + text + "' is no position: use earliest");
    }

    private static ResetTarget parse(String text) {
        return ResetTarget.parse(text, NOW_MS);
    }
}
