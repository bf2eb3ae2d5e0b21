package io.taffrail.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taffrail.cli.StartOffset.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StartOffsetTest {

    @ParameterizedTest
    @CsvSource({
        "start,START,0",
        "beginning,START,0",
        "end,END,0",
        "17,OFFSET,17",
        "+5,AFTER_START,5",
        "-10,BEFORE_END,10",
        "@1700000000000,TIME,1700000000000"
    })
    void theFormsThatFingersKnowAreUnderstood(String text, Kind kind, long number) {
        assertThat(StartOffset.parse(text)).isEqualTo(new StartOffset(kind, number));
    }

    @Test
    void aTimeMayBeWrittenAsPeopleWriteIt() {
        assertThat(StartOffset.parse("@2026-11-21T00:00:00Z"))
                .isEqualTo(new StartOffset(Kind.TIME, 1_795_219_200_000L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "+", "-", "@", "@noon", "1.5", "+a"})
    void whatIsNoOffsetIsToldSo(String text) {
        assertThatThrownBy(() -> StartOffset.parse(text))
                .hasMessageContaining("'" + text + "' is no offset");
    }
}
