package io.taffrail.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taffrail.gateway.link.PartitionReader.Fetched;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.protocol.records.BatchWriter;
import io.taffrail.protocol.records.Compression;
import io.taffrail.protocol.records.RecordHeader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordFilterTest {

    @ParameterizedTest
    @CsvSource({
        "key=order-1,true",
        "key=order,false",
        "key_prefix=order,true",
        "key_prefix=x,false",
        "header.h=v,true",
        "header.h=w,false",
        "header.other=v,false",
        "/a/b=1,true",
        "/a/b=2,false",
        "/a=1,false",
        "/s=text,true",
        "/s/deeper=text,false",
        "/x~1y=true,true",
        "/nothing=1,false"
    })
    void aConditionHoldsOrNot(String condition, boolean holds) throws Exception {
        var filter = RecordFilter.parse(List.of(condition));
        assertThat(record().matching(filter).get(0)).isEqualTo(holds);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "key", "=x", "colour=red"})
    void whatIsNoConditionIsNamed(String text) {
        assertThatThrownBy(() -> RecordFilter.parse(List.of(text)))
                .hasMessageContaining("filter '" + text + "' is not understood");
    }

    private static FetchedChunk record() throws Exception {
        var writer = new BatchWriter(Compression.NONE, 10_000);
        writer.append(
                1,
                bytes("order-1"),
                bytes("{\"a\":{\"b\":1},\"s\":\"text\",\"x/y\":true}"),
                List.of(new RecordHeader("h", bytes("v"))));
        return FetchedChunk.read(
                new TopicPartition("orders", 0), new Fetched(writer.build(), 1, 0), 0);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
