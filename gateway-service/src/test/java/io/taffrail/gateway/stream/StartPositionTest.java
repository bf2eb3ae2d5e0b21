package io.taffrail.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taffrail.gateway.link.TopicPartition;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StartPositionTest {

    private static final long NOW_MS = 1_800_000_000_000L;

    @Test
    void wordsNumbersAndTimesAreUnderstood() {
        assertThat(parse("earliest")).isEqualTo(new StartPosition.Earliest());
        assertThat(parse("latest")).isEqualTo(new StartPosition.Latest());
        assertThat(parse("-100")).isEqualTo(new StartPosition.Last(100));
        assertThat(parse("10m")).isEqualTo(new StartPosition.Since(NOW_MS - 600_000));
        assertThat(parse("2026-11-21T00:00:00Z"))
                .isEqualTo(new StartPosition.Since(1_795_219_200_000L));
    }

    @Test
    void aResumeTokenGoesOnWhereItWasMade() {
        assertThat(parse("resume:orders:0=42,3=7"))
                .isEqualTo(
                        new StartPosition.At(
                                Map.of(
                                        new TopicPartition("orders", 0), 42L,
                                        new TopicPartition("orders", 3), 7L)));
    }

    @Test
    void aTokenIsReadBackAsItWasWritten() {
        var token =
                new ResumeToken(
                        Map.of(
                                new TopicPartition("a", 1), 5L,
                                new TopicPartition("b", 0), 0L));
        assertThat(ResumeToken.parse(token.toString())).isEqualTo(token);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"sometime", "-", "10x", "resume:", "resume:orders", "resume:orders:a=1"})
    void whatIsNoPositionIsNamed(String text) {
        assertThatThrownBy(() -> parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    private static StartPosition parse(String text) {
        return StartPosition.parse(text, NOW_MS);
    }
}
