package io.taffrail.gateway.ws;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.gateway.app.MemoryGateway;
import io.taffrail.gateway.link.Acks;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.protocol.records.BatchHeader;
import io.taffrail.protocol.records.BatchWriter;
import io.taffrail.protocol.records.Compression;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Transcripts of {@code bin.v1}: batches as they are stored, beside JSON for all else. */
class BinarySocketTest {

    private static final String BIN = "bin.v1.taffrail.io";
    private static final String JSON = "json.v1.taffrail.io";
    private static MemoryGateway gateway;

    @BeforeAll
    static void start() {
        gateway = MemoryGateway.start(Map.of());
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    /** What a binary frame says. */
    private record Frame(int number, String topic, int partition, List<BatchHeader> batches) {

        static Frame parse(ByteBuffer bytes) {
            assertThat(bytes.get()).isEqualTo((byte) 1);
            int number = Short.toUnsignedInt(bytes.getShort());
            byte[] topic = new byte[Short.toUnsignedInt(bytes.getShort())];
            bytes.get(topic);
            int partition = bytes.getInt();
            var batches = new java.util.ArrayList<BatchHeader>();
            ByteBuffer rest = bytes.slice();
            for (int at = 0; at < rest.limit(); at += batches.getLast().sizeInBytes()) {
                batches.add(new BatchHeader().wrap(rest, at));
                assertThat(batches.getLast().isCrcValid()).isTrue();
            }
            return new Frame(number, new String(topic, StandardCharsets.UTF_8), partition, batches);
        }

        List<Long> baseOffsets() {
            return batches.stream().map(BatchHeader::baseOffset).toList();
        }
    }

    @Test
    void aSocketWithoutAFrameGetsStoredBatchesUnderNumber0() throws Exception {
        addTopic("plain", 3, 2);
        try (var probe = SocketProbe.open(gateway, "/topics/plain/ws?from=earliest", BIN)) {
            assertThat(probe.socket().getSubprotocol()).isEqualTo(BIN);
            assertThat(probe.hear())
                    .startsWith("{\"type\":\"subscribed\",\"number\":0,\"partitions\":[{\"topic\":")
                    .contains("\"position\":0");
            Frame frame = Frame.parse(probe.hearBinary());
            assertThat(frame.number()).isZero();
            assertThat(frame.topic()).isEqualTo("plain");
            assertThat(frame.partition()).isZero();
            assertThat(frame.baseOffsets()).containsExactly(0L, 3L);
            assertThat(probe.hear()).isEqualTo("{\"type\":\"caught_up\"}");
        }
    }

    @Test
    void compressionIsKept() throws Exception {
        gateway.cluster().addTopic("packed", 1);
        write("packed", 10, Compression.GZIP);
        try (var probe = SocketProbe.open(gateway, "/topics/packed/ws?from=earliest", BIN)) {
            Frame frame = Frame.parse(probe.hearBinary());
            assertThat(frame.batches().getFirst().compressionId())
                    .isEqualTo(Compression.GZIP.ordinal());
            assertThat(frame.batches().getFirst().recordCount()).isEqualTo(10);
        }
    }

    @Test
    void whoBeginsInTheMiddleOfABatchGetsTheWholeOfIt() throws Exception {
        addTopic("middle", 3, 5);
        try (var probe = SocketProbe.open(gateway, "/ws", BIN)) {
            probe.say(subscribe("s", "middle", ",\"from\":{\"offsets\":{\"middle\":{\"0\":5}}}"));
            assertThat(Frame.parse(probe.hearBinary()).baseOffsets()).containsExactly(3L);
        }
    }

    @Test
    void eachSubscriptionHasItsNumber() throws Exception {
        addTopic("one", 1);
        addTopic("two", 1);
        try (var probe = SocketProbe.open(gateway, "/ws", BIN)) {
            probe.say(subscribe("a", "one", ",\"from\":\"earliest\""));
            assertThat(probe.hear("subscribed")).contains("\"id\":\"a\",\"number\":0,");
            Frame first = Frame.parse(probe.hearBinary());
            probe.say(subscribe("b", "two", ",\"from\":\"earliest\""));
            assertThat(probe.hear("subscribed")).contains("\"id\":\"b\",\"number\":1,");
            Frame second = Frame.parse(probe.hearBinary());
            assertThat(first.number()).isEqualTo(0);
            assertThat(second.number()).isEqualTo(1);
            assertThat(second.topic()).isEqualTo("two");
        }
    }

    @Test
    void creditCountsRecordsAndIsSpentByWholeBatches() throws Exception {
        addTopic("credit", 3, 3, 3);
        try (var probe = SocketProbe.open(gateway, "/ws", BIN)) {
            probe.say(subscribe("s", "credit", ",\"from\":\"earliest\",\"credit\":4"));
            probe.hear("subscribed");
            // The first batch is within the credit, and one record of credit lets a second go.
            assertThat(Frame.parse(probe.hearBinary()).baseOffsets()).containsExactly(0L);
            assertThat(Frame.parse(probe.hearBinary()).baseOffsets()).containsExactly(3L);
            probe.hearsNothingMore();
            probe.say("{\"type\":\"credit\",\"id\":\"s\",\"records\":1}");
            assertThat(Frame.parse(probe.hearBinary()).baseOffsets()).containsExactly(6L);
        }
    }

    @Test
    void aFilterCannotBeCombined() throws Exception {
        addTopic("filtered", 1);
        String path = "/topics/filtered/ws?filter=key%3Dk";
        try (var raw = RawSocket.connect(gateway, path, "Sec-WebSocket-Protocol: " + BIN)) {
            assertThat(raw.head()).startsWith("HTTP/1.1 400").contains("application/problem+json");
        }
        try (var probe = SocketProbe.open(gateway, "/ws", BIN)) {
            probe.say(subscribe("s", "filtered", ",\"filter\":\"key=k\""));
            assertThat(probe.hear()).contains("\"type\":\"error\"").contains("cannot filter");
            probe.hearsNothingMore();
        }
    }

    @Test
    void theFirstOfTheOfferedIsTaken() {
        addTopic("offers", 1);
        String path = "/topics/offers/ws";
        try (var binary = SocketProbe.open(gateway, path, BIN, JSON);
                var json = SocketProbe.open(gateway, path, JSON, BIN);
                var known = SocketProbe.open(gateway, path, "mqtt", BIN);
                var produce = SocketProbe.open(gateway, "/topics/offers/produce", BIN, JSON)) {
            assertThat(binary.socket().getSubprotocol()).isEqualTo(BIN);
            assertThat(json.socket().getSubprotocol()).isEqualTo(JSON);
            assertThat(known.socket().getSubprotocol()).isEqualTo(BIN);
            assertThat(produce.socket().getSubprotocol()).isEqualTo(JSON);
        }
    }

    @Test
    void producingStaysJsonAndABinaryFrameCloses() throws Exception {
        addTopic("produced", 1);
        try (var probe = SocketProbe.open(gateway, "/ws", BIN)) {
            probe.say(
                    "{\"type\":\"produce\",\"id\":\"p\",\"topic\":\"produced\","
                            + "\"records\":[{\"value\":1}]}");
            assertThat(probe.hear()).contains("\"type\":\"produced\"").contains("\"offset\":1");
            probe.socket().sendBinary(ByteBuffer.wrap(new byte[] {1}), true).join();
            assertThat(probe.closeCode()).isEqualTo(CloseCode.UNSUPPORTED_DATA);
        }
    }

    private static String subscribe(String id, String topic, String more) {
        return "{\"type\":\"subscribe\",\"id\":\""
                + id
                + "\",\"topics\":[\""
                + topic
                + "\"]"
                + more
                + "}";
    }

    private static void addTopic(String name, int... batches) {
        gateway.cluster().addTopic(name, 1);
        for (int records : batches) {
            write(name, records, Compression.NONE);
        }
    }

    private static void write(String topic, int records, Compression compression) {
        var writer = new BatchWriter(compression, 1 << 20);
        for (int i = 0; i < records; i++) {
            writer.append(1000 + i, null, new byte[] {(byte) i}, List.of());
        }
        gateway.cluster()
                .produce(new TopicPartition(topic, 0), writer.build(), Acks.ALL, 1000)
                .join();
    }
}
