package io.taffrail.gateway.produce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordEnvelopeTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"value\":\"a\\u00e9\\n\"}|aé\n",
                "{\"value\":1.50}|1.50",
                "{\"value\":{\"a\": 1}}|{\"a\": 1}",
                "{\"value\":{\"base64\":\"aGk\"}}|hi",
                "{\"value\":{\"base64\":\"aGk\",\"b\":1}}|{\"base64\":\"aGk\",\"b\":1}",
                "{\"value\":\"aGk\",\"value_format\":\"base64\"}|hi",
                "{\"value_format\":\"json\",\"value\":\"a\"}|\"a\"",
            })
    void aValueIsStoredAsItsFormSays(String envelope, String stored) throws Exception {
        byte[] value = parse(envelope).value();
        assertThat(value).isNotNull();
        assertThat(new String(value, StandardCharsets.UTF_8).strip()).isEqualTo(stored.strip());
    }

    @Test
    void whatIsLeftOutHasItsDefault() throws Exception {
        NewRecord record = parse("{\"unknown\":1}");
        assertThat(record.key()).isNull();
        assertThat(record.value()).isNull();
        assertThat(record.headers()).isEmpty();
        assertThat(record.partition()).isEqualTo(NewRecord.ANY_PARTITION);
        assertThat(record.timestampMs()).isEqualTo(77);
    }

    @Test
    void timesAreMillisecondsOrIso() throws Exception {
        assertThat(parse("{\"timestamp\":5}").timestampMs()).isEqualTo(5);
        assertThat(parse("{\"timestamp\":\"1970-01-01T00:00:01Z\"}").timestampMs()).isEqualTo(1000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "{\"value\":1",
                "{\"partition\":-1}",
                "{\"partition\":4294967296}",
                "{\"timestamp\":\"soon\"}",
                "{\"headers\":[1]}",
                "{\"value\":{\"base64\":\"%\"}}",
                "{\"value_format\":\"avro\"}"
            })
    void whatCannotBeReadIsMalformed(String envelope) {
        assertThatThrownBy(() -> parse(envelope)).isInstanceOf(RecordEnvelope.Malformed.class);
    }

    private static NewRecord parse(String text) throws RecordEnvelope.Malformed {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return RecordEnvelope.parse(bytes, 0, bytes.length, 77);
    }
}
