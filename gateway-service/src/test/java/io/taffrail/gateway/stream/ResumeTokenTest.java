package io.taffrail.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taffrail.gateway.link.TopicPartition;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResumeTokenTest {

    @Test
    void aTokenCanBeReadByAPersonAndIsSorted() {
        var token =
                new ResumeToken(
                        Map.of(
                                new TopicPartition("b", 0), 5L,
                                new TopicPartition("a", 10), 2L,
                                new TopicPartition("a", 2), 1L));
        assertThat(token).hasToString("a:2=1,10=2;b:0=5");
        assertThat(ResumeToken.parse("a:2=1,10=2;b:0=5")).isEqualTo(token);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a", "a:", ":0=1", "a:0", "a:=1", "a:-1=1", "a:0=-1", "a:0=1;", "a:0=x"})
    void whatIsNoTokenIsNamed(String text) {
        assertThatThrownBy(() -> ResumeToken.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "' is no resume token");
    }
}
