package io.taffrail.protocol.legacy;

import static io.taffrail.protocol.legacy.OldClient.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.kernel.runtime.Clock;
import io.taffrail.protocol.records.BatchHeader;
import io.taffrail.protocol.records.BatchWriter;
import io.taffrail.protocol.server.ApiHandler;
import io.taffrail.protocol.server.ApiRange;
import io.taffrail.protocol.server.ApiRouter;
import io.taffrail.protocol.server.Exchange;
import io.taffrail.protocol.server.RequestObserver;
import io.taffrail.protocol.server.ServerConfig;
import io.taffrail.protocol.server.WireServer;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicResult;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.FetchableTopicResponse;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.message.ProduceResponseData.TopicProduceResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Old requests reach a handler in the oldest version that there is, and its answers go back. */
class LegacyVersionsTest {

    private static final int PRODUCE = 0;
    private static final int FETCH = 1;
    private static final int CREATE_TOPICS = 19;

    private final BlockingQueue<ApiMessage> asked = new LinkedBlockingQueue<>();
    private final List<Long> fetchOffsets = new ArrayList<>();
    private final ByteBuffer marker = batch(10, new BatchWriter(NONE, 1 << 20).control());
    private final ByteBuffer batch = batch(11, new BatchWriter(NONE, 1 << 20));
    private WireServer server;

    private static final io.taffrail.protocol.records.Compression NONE =
            io.taffrail.protocol.records.Compression.NONE;

    private final class Handler implements ApiHandler {
        private final ApiKeys api;
        private final int min;
        private final UnaryOperator<ApiMessage> answers;

        Handler(ApiKeys api, int min, UnaryOperator<ApiMessage> answers) {
            this.api = api;
            this.min = min;
            this.answers = answers;
        }

        @Override
        public ApiRange range() {
            return ApiRange.of(api, min, api.latestVersion());
        }

        @Override
        public void handle(Exchange exchange) {
            assertThat((int) exchange.version()).isEqualTo(min);
            var request = exchange.request(ApiMessage.class);
            asked.add(request);
            if (request instanceof ProduceRequestData produce && produce.acks() == 0) {
                exchange.respondNothing();
            } else {
                exchange.respond(answers.apply(request));
            }
        }
    }

    @BeforeEach
    void start() throws IOException {
        var handlers =
                List.of(
                        new Handler(ApiKeys.PRODUCE, 3, LegacyVersionsTest::produced),
                        new Handler(ApiKeys.FETCH, 4, this::fetched),
                        new Handler(ApiKeys.CREATE_TOPICS, 2, LegacyVersionsTest::created));
        var clock = Clock.system();
        server =
                WireServer.start(
                        ServerConfig.on("127.0.0.1", 0),
                        new ApiRouter().add(LegacyVersions.before(handlers, clock)),
                        clock,
                        RequestObserver.NONE);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static ByteBuffer batch(long baseOffset, BatchWriter writer) {
        writer.append(5, "k".getBytes(), "v".getBytes(), List.of());
        ByteBuffer batch = writer.build();
        new BatchHeader().wrap(batch, 0).baseOffset(baseOffset);
        return batch;
    }

    private static ApiMessage produced(ApiMessage request) {
        var response = new ProduceResponseData().setThrottleTimeMs(7);
        for (var topic : ((ProduceRequestData) request).topicData()) {
            var answers = new TopicProduceResponse().setName(topic.name());
            for (var data : topic.partitionData()) {
                answers.partitionResponses()
                        .add(
                                new PartitionProduceResponse()
                                        .setIndex(data.index())
                                        .setBaseOffset(42)
                                        .setLogAppendTimeMs(1234));
            }
            response.responses().add(answers);
        }
        return response;
    }

    /** A log that begins with a marker at 10, and a record at 11. */
    private ApiMessage fetched(ApiMessage request) {
        long offset =
                ((FetchRequestData) request).topics().get(0).partitions().get(0).fetchOffset();
        fetchOffsets.add(offset);
        var data = new PartitionData().setPartitionIndex(3).setHighWatermark(12);
        if (offset < 10) {
            data.setErrorCode((short) 1).setRecords(MemoryRecords.EMPTY);
        } else {
            data.setRecords(MemoryRecords.readableRecords(offset == 10 ? marker : batch));
        }
        return new FetchResponseData()
                .setThrottleTimeMs(7)
                .setResponses(
                        List.of(
                                new FetchableTopicResponse()
                                        .setTopic("t")
                                        .setPartitions(List.of(data))));
    }

    private static ApiMessage created(ApiMessage request) {
        var response = new CreateTopicsResponseData();
        response.topics()
                .add(
                        new CreatableTopicResult()
                                .setName("t")
                                .setErrorCode((short) 36)
                                .setErrorMessage("is there"));
        return response;
    }

    private static ByteBuffer set() {
        return MemoryRecords.withRecords(
                        (byte) 1,
                        Compression.NONE,
                        new SimpleRecord(5, null, "a".getBytes()),
                        new SimpleRecord(6, null, "b".getBytes()))
                .buffer();
    }

    private static void produce(OldClient client, int version, int acks, ByteBuffer... sets)
            throws IOException {
        client.send(
                PRODUCE,
                version,
                out -> {
                    out.writeShort(acks);
                    out.writeInt(1_000);
                    out.writeInt(1);
                    text(out, "t");
                    out.writeInt(sets.length);
                    for (int i = 0; i < sets.length; i++) {
                        out.writeInt(i);
                        out.writeInt(sets[i].remaining());
                        out.write(sets[i].array(), 0, sets[i].remaining());
                    }
                });
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void producedSetsArriveAsBatches(int version) throws Exception {
        try (var client = new OldClient(server.port())) {
            produce(client, version, -1, set());
            ByteBuffer answer = client.receive();
            assertThat(answer.getInt()).isEqualTo(1);
            assertThat(text(answer)).isEqualTo("t");
            assertThat(answer.getInt()).isEqualTo(1);
            assertThat(answer.getInt()).isZero();
            assertThat(answer.getShort()).isZero();
            assertThat(answer.getLong()).isEqualTo(42);
            if (version >= 2) {
                assertThat(answer.getLong()).isEqualTo(1234);
            }
            if (version >= 1) {
                assertThat(answer.getInt()).isEqualTo(7);
            }
            assertThat(answer.hasRemaining()).isFalse();
        }
        var request = (ProduceRequestData) asked.take();
        assertThat(request.transactionalId()).isNull();
        assertThat((int) request.acks()).isEqualTo(-1);
        assertThat(request.timeoutMs()).isEqualTo(1_000);
        var data = request.topicData().iterator().next().partitionData().get(0);
        var batch = ((MemoryRecords) data.records()).batches().iterator().next();
        assertThat(batch.magic()).isEqualTo((byte) 2);
        assertThat(batch.lastOffset()).isEqualTo(1);
    }

    @Test
    void oneCorruptSetIsRefusedByItself() throws Exception {
        ByteBuffer corrupt = ByteBuffer.allocate(set().remaining()).put(set()).flip();
        corrupt.put(20, (byte) (corrupt.get(20) ^ 1));
        try (var client = new OldClient(server.port())) {
            produce(client, 0, 1, set(), corrupt);
            ByteBuffer answer = client.receive();
            assertThat(answer.getInt()).isEqualTo(1);
            assertThat(text(answer)).isEqualTo("t");
            assertThat(answer.getInt()).isEqualTo(2);
            assertThat(answer.getInt()).isZero();
            assertThat(answer.getShort()).isZero();
            assertThat(answer.getLong()).isEqualTo(42);
            assertThat(answer.getInt()).isEqualTo(1);
            assertThat((int) answer.getShort()).isEqualTo(2);
            assertThat(answer.getLong()).isEqualTo(-1);
        }
    }

    @Test
    void acksOf0AnswerNothingAndACorruptSetEndsTheConnection() throws Exception {
        try (var client = new OldClient(server.port())) {
            produce(client, 2, 0, set());
            asked.take();
            fetch(client, 2, 11);
            assertThat(client.receive().getInt()).as("throttle time of the fetch").isEqualTo(7);
            produce(client, 2, 0, set().putInt(12, 0));
            assertThat(client.isClosedByPeer()).isTrue();
        }
    }

    private static void fetch(OldClient client, int version, long offset) throws IOException {
        client.send(FETCH, version, out -> fetch(out, version, offset));
    }

    private static void fetch(DataOutputStream out, int version, long offset) throws IOException {
        out.writeInt(-1);
        out.writeInt(500);
        out.writeInt(1);
        if (version >= 3) {
            out.writeInt(1 << 20);
        }
        out.writeInt(1);
        text(out, "t");
        out.writeInt(1);
        out.writeInt(3);
        out.writeLong(offset);
        out.writeInt(4096);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void fetchedBatchesArriveAsMessages(int version) throws Exception {
        try (var client = new OldClient(server.port())) {
            fetch(client, version, 11);
            ByteBuffer answer = client.receive();
            var records = MemoryRecords.readableRecords(records(answer, version, 0));
            var batch = records.batches().iterator().next();
            assertThat((int) batch.magic()).isEqualTo(version < 2 ? 0 : 1);
            assertThat(batch.lastOffset()).isEqualTo(11);
        }
        var request = (FetchRequestData) asked.take();
        assertThat(request.maxWaitMs()).isEqualTo(500);
        assertThat(request.minBytes()).isEqualTo(1);
        assertThat(request.maxBytes()).isEqualTo(version >= 3 ? 1 << 20 : 8 << 20);
        assertThat(request.topics().get(0).partitions().get(0).partitionMaxBytes()).isEqualTo(4096);
    }

    @Test
    void whereNothingCanBeShownIsReadOnBehindIt() throws Exception {
        try (var client = new OldClient(server.port())) {
            fetch(client, 2, 10);
            ByteBuffer set = records(client.receive(), 2, 0);
            assertThat(set.getLong()).isEqualTo(11);
        }
        assertThat(fetchOffsets).containsExactly(10L, 11L);
    }

    @Test
    void errorsOfAFetchArriveAsTheyAre() throws Exception {
        try (var client = new OldClient(server.port())) {
            fetch(client, 2, 1);
            assertThat(records(client.receive(), 2, 1).hasRemaining()).isFalse();
        }
    }

    private static ByteBuffer records(ByteBuffer answer, int version, int error) {
        if (version >= 1) {
            assertThat(answer.getInt()).isEqualTo(7);
        }
        assertThat(answer.getInt()).isEqualTo(1);
        assertThat(text(answer)).isEqualTo("t");
        assertThat(answer.getInt()).isEqualTo(1);
        assertThat(answer.getInt()).isEqualTo(3);
        assertThat((int) answer.getShort()).isEqualTo(error);
        assertThat(answer.getLong()).isEqualTo(12);
        assertThat(answer.getInt()).isEqualTo(answer.remaining());
        return answer.slice();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void topicsAreCreated(int version) throws Exception {
        try (var client = new OldClient(server.port())) {
            client.send(
                    CREATE_TOPICS,
                    version,
                    out -> {
                        out.writeInt(1);
                        text(out, "t");
                        out.writeInt(6);
                        out.writeShort(1);
                        out.writeInt(0);
                        out.writeInt(0);
                        out.writeInt(900);
                        if (version >= 1) {
                            out.writeByte(1);
                        }
                    });
            ByteBuffer answer = client.receive();
            assertThat(answer.getInt()).isEqualTo(1);
            assertThat(text(answer)).isEqualTo("t");
            assertThat((int) answer.getShort()).isEqualTo(36);
            if (version >= 1) {
                assertThat(text(answer)).isEqualTo("is there");
            }
            assertThat(answer.hasRemaining()).isFalse();
            var request = (CreateTopicsRequestData) asked.take();
            assertThat(request.topics().iterator().next().numPartitions()).isEqualTo(6);
            assertThat(request.validateOnly()).isEqualTo(version >= 1);
        }
    }

    @Test
    void aCountThatIsNoneEndsTheConnection() throws Exception {
        try (var client = new OldClient(server.port())) {
            client.send(
                    PRODUCE,
                    2,
                    out -> {
                        out.writeShort(1);
                        out.writeInt(1_000);
                        out.writeInt(Integer.MAX_VALUE);
                    });
            assertThat(client.isClosedByPeer()).isTrue();
        }
    }
}
