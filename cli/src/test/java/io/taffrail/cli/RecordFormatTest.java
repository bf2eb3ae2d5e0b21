package io.taffrail.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class RecordFormatTest {

    private final ConsumerRecord<byte[], byte[]> record =
            new ConsumerRecord<>("orders", 3, 42, bytes("k"), bytes("v"));

    @Test
    void fieldsAndEscapesStandForWhatKcatUsersExpect() {
        assertThat(new RecordFormat("%t[%p]@%o %k=%v\\t%s\\n%%").print(record))
                .isEqualTo("orders[3]@42 k=v\tv\n%");
    }

    @Test
    void aRecordWithoutKeyOrValuePrintsNothingForIt() {
        var empty = new ConsumerRecord<byte[], byte[]>("orders", 0, 0, null, null);
        assertThat(new RecordFormat("<%k|%v>").print(empty)).isEqualTo("<|>");
        assertThat(RecordFormat.json(empty))
                .containsEntry("key", null)
                .containsEntry("value", null);
    }

    @Test
    void headersArePrintedInTheirOrder() {
        record.headers().add("a", bytes("1")).add("b", bytes("2"));
        assertThat(new RecordFormat("%h").print(record)).isEqualTo("a=1,b=2");
    }

    @Test
    void aFieldThatDoesNotExistIsToldWithThoseThatDo() {
        assertThatThrownBy(() -> new RecordFormat("%q").print(record))
                .hasMessageContaining("'%q' is no field")
                .hasMessageContaining("%o");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
