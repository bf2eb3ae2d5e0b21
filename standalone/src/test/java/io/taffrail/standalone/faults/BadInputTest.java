package io.taffrail.standalone.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taffrail.kernel.runtime.Clock;
import io.taffrail.protocol.client.ClientConfig;
import io.taffrail.protocol.client.NodeAddress;
import io.taffrail.protocol.client.NodeClient;
import io.taffrail.standalone.NodeProcess;
import io.taffrail.standalone.Program;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Input that is wrong gets its defined answer, and costs nobody else anything. */
@Tag("system")
class BadInputTest {

    private static final int CRC_AT = 17;
    private static final int MAGIC_AT = 16;
    private static final int RECORD_COUNT_AT = 57;
    private static final int ATTRIBUTES_AT = 21;

    @TempDir static Path directory;

    private static NodeProcess node;
    private static NodeClient client;

    @BeforeAll
    static void start() throws Exception {
        node = new NodeProcess(directory);
        node.start();
        client = new NodeClient(ClientConfig.named("bad-input"));
        curl("-d first URL/topics/bad/records");
    }

    @AfterAll
    static void stop() {
        client.close();
        node.close();
    }

    @Test
    void aBatchThatIsNotAsItWasSentIsRefusedByItsName() throws Exception {
        assertThat(produce(batch -> {})).isEqualTo(Errors.NONE);
        assertThat(produce(batch -> flip(batch, CRC_AT))).isEqualTo(Errors.CORRUPT_MESSAGE);
        assertThat(produce(batch -> flip(batch, batch.limit() - 1)))
                .isEqualTo(Errors.CORRUPT_MESSAGE);
        assertThat(produce(batch -> batch.put(MAGIC_AT, (byte) 1)))
                .isIn(
                        Errors.UNSUPPORTED_FOR_MESSAGE_FORMAT,
                        Errors.INVALID_RECORD,
                        Errors.CORRUPT_MESSAGE);
        assertThat(produce(batch -> batch.putInt(8, 1 << 30))).isEqualTo(Errors.CORRUPT_MESSAGE);
        assertThat(produce(batch -> batch.putInt(RECORD_COUNT_AT, 1_000_000)))
                .isIn(Errors.CORRUPT_MESSAGE, Errors.INVALID_RECORD);
        assertThat(produce(batch -> batch.putShort(ATTRIBUTES_AT, (short) 0x10)))
                .isEqualTo(Errors.INVALID_TXN_STATE);
        assertThat(produce(batch -> batch.limit(30))).isEqualTo(Errors.CORRUPT_MESSAGE);
        assertThat(produce(batch -> {})).isEqualTo(Errors.NONE);
    }

    @Test
    void anHttpBodyAboveTheBoundIsRefusedBeforeItIsTaken() throws IOException {
        Path large = directory.resolve("large");
        Files.write(large, new byte[11 << 20]);
        assertThat(curl("-i -H 'Expect:' --data-binary @" + large + " URL/topics/bad/records"))
                .contains("413")
                .contains("application/problem+json")
                .contains("10485760");
        assertThat(curl("-i -d still URL/topics/bad/records")).contains("201");
    }

    @Test
    void aRecordAboveTheTopicsBoundIsRefusedWithTheBound() throws IOException {
        Path large = directory.resolve("record");
        Files.write(large, new byte[2 << 20]);
        assertThat(curl("-i -H 'Expect:' --data-binary @" + large + " URL/topics/bad/records"))
                .contains("413");
    }

    @Test
    void lengthsAndNumbersThatAreNoneAreNamed() {
        assertThat(curl("-i 'URL/topics/bad/records?from=sometime'")).contains("400", "sometime");
        assertThat(curl("-i 'URL/topics/bad/records?limit=-4'")).contains("400", "limit");
        assertThat(curl("-i -d x 'URL/topics/bad/records?partition=99'")).contains("404");
        assertThat(curl("-i -d x 'URL/topics/b%20d/records'")).contains(" 4");
        assertThat(curl("-i -d x -H 'Kafka-Timestamp: then' URL/topics/bad/records"))
                .contains("400", "then");
    }

    @Test
    void aSocketThatNeverReadsIsBoundedAndSlowsNobody() throws Exception {
        curl("-d x URL/topics/slow/records");
        long residentBefore = residentBytes();
        var uri = URI.create(node.httpUrl());
        AtomicLong received = new AtomicLong();
        try (var never = new Socket(uri.getHost(), uri.getPort());
                HttpClient http = HttpClient.newHttpClient()) {
            never.setReceiveBufferSize(8 * 1024);
            handshake(never, uri, "/topics/slow/ws?from=earliest");
            WebSocket reader =
                    http.newWebSocketBuilder()
                            .buildAsync(
                                    URI.create(node.httpUrl().replace("http", "ws") + "/ws"),
                                    counting(received))
                            .get(10, TimeUnit.SECONDS);
            reader.sendText(
                            "{\"type\":\"subscribe\",\"id\":\"s\",\"topics\":[\"slow\"],"
                                    + "\"from\":\"earliest\"}",
                            true)
                    .get(10, TimeUnit.SECONDS);
            // 100,000 records of 1 KB: far more than any buffer on the way.
            Program perf =
                    Program.kafkaTool(
                            "org.apache.kafka.tools.ProducerPerformance",
                            "--topic",
                            "slow",
                            "--num-records",
                            "100000",
                            "--record-size",
                            "1000",
                            "--throughput",
                            "-1",
                            "--command-property",
                            "bootstrap.servers=" + node.bootstrapServers());
            assertThat(perf.output()).contains("100000 records sent");
            await().atMost(Duration.ofSeconds(60)).until(() -> received.get() >= 100_000L * 1_000);
            assertThat(residentBytes() - residentBefore).isLessThan(150L << 20);
            assertThat(node.isAlive()).isTrue();
            // The client waits for its sockets when it is closed.
            reader.abort();
        }
    }

    private static void handshake(Socket socket, URI uri, String path) throws IOException {
        String request =
                "GET "
                        + path
                        + " HTTP/1.1\r\nHost: "
                        + uri.getAuthority()
                        + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                        + "Sec-WebSocket-Version: 13\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        InputStream in = socket.getInputStream();
        byte[] status = in.readNBytes("HTTP/1.1 101".length());
        assertThat(new String(status, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 101");
    }

    private static WebSocket.Listener counting(AtomicLong characters) {
        return new WebSocket.Listener() {
            @Override
            public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
                characters.addAndGet(data.length());
                socket.request(1);
                return null;
            }
        };
    }

    private static Errors produce(Consumer<ByteBuffer> damage) throws Exception {
        ByteBuffer batch =
                MemoryRecords.withRecords(
                                Compression.NONE,
                                new SimpleRecord(
                                        Clock.system().nowMs(),
                                        "value".getBytes(StandardCharsets.UTF_8)))
                        .buffer();
        damage.accept(batch);
        var topic = new TopicProduceData().setName("bad");
        topic.partitionData()
                .add(
                        new PartitionProduceData()
                                .setIndex(0)
                                .setRecords(MemoryRecords.readableRecords(batch)));
        var request = new ProduceRequestData().setAcks((short) -1).setTimeoutMs(5_000);
        request.topicData().add(topic);
        var response =
                client.sendExactly(
                                new NodeAddress("127.0.0.1", node.kafkaPort()),
                                0,
                                request,
                                (short) 9,
                                10_000,
                                ProduceResponseData.class)
                        .get(15, TimeUnit.SECONDS);
        var answer = response.responses().iterator().next().partitionResponses().getFirst();
        return Errors.forCode(answer.errorCode());
    }

    private static void flip(ByteBuffer batch, int at) {
        batch.put(at, (byte) ~batch.get(at));
    }

    private static long residentBytes() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + node.pid() + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
            }
        }
        throw new IOException("the process has no resident size");
    }

    private static String curl(String arguments) {
        return Program.shell("curl -s " + arguments.replace("URL", node.httpUrl())).output();
    }
}
