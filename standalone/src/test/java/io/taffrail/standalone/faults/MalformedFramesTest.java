package io.taffrail.standalone.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.standalone.NodeProcess;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.message.ApiMessageType;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.ObjectSerializationCache;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A hundred thousand frames that are no requests: random ones, valid ones with bytes changed or cut
 * off, unknown keys and versions, lengths that lie. The node answers or closes; it never dies,
 * grows or stops to serve others.
 */
@Tag("system")
class MalformedFramesTest {

    private static final int FRAMES = 100_000;
    private static final int FRAMES_PER_CONNECTION = 64;
    private static final long SEED = Long.getLong("seed", System.nanoTime());
    private static final long GROWTH_BYTES_MAX = 200L << 20;

    private final Random random = new Random(SEED);
    private byte[][] valid;

    @TempDir Path directory;

    @Test
    void aHundredThousandMalformedFramesHurtNobody() throws Exception {
        System.out.println("MalformedFramesTest: seed " + SEED);
        valid = validFrames();
        try (var node = new NodeProcess(directory)) {
            node.start();
            try (var bystander = producer(node)) {
                bystander.send(new ProducerRecord<>("bystander", new byte[10])).get();
                attack(node, FRAMES / 10);
                long before = residentBytes(node);
                int sent = FRAMES / 10;
                while (sent < FRAMES) {
                    sent += attack(node, 5_000);
                    bystander.send(new ProducerRecord<>("bystander", new byte[10])).get();
                }
                assertThat(node.isAlive()).isTrue();
                assertThat(residentBytes(node) - before).isLessThan(GROWTH_BYTES_MAX);
                assertThat(node.output()).doesNotContain("OutOfMemoryError");
            }
        }
    }

    private int attack(NodeProcess node, int frames) {
        int sent = 0;
        while (sent < frames) {
            try (var socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", node.kafkaPort()), 5_000);
                socket.setSoLinger(true, 0);
                OutputStream out = socket.getOutputStream();
                for (int i = 0; i < FRAMES_PER_CONNECTION; i++) {
                    sent++;
                    out.write(malformed());
                }
                if (random.nextInt(8) == 0) {
                    socket.setSoTimeout(20);
                    new DataInputStream(socket.getInputStream()).read();
                }
            } catch (IOException closed) {
                // What a malformed frame deserves.
            }
        }
        return sent;
    }

    private byte[] malformed() {
        return switch (random.nextInt(6)) {
            case 0 -> framed(noise(8 + random.nextInt(200)));
            case 1 ->
                    withHeader(random.nextInt(100), random.nextInt(20), noise(random.nextInt(300)));
            case 2 -> withHeader(random.nextInt(Short.MAX_VALUE), random.nextInt(3), noise(20));
            case 3 -> mutated(valid[random.nextInt(valid.length)].clone());
            case 4 -> lengthThatLies();
            default -> cutOff(valid[random.nextInt(valid.length)]);
        };
    }

    private byte[] noise(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private byte[] mutated(byte[] body) {
        for (int i = 0; i < 1 + random.nextInt(4); i++) {
            body[random.nextInt(body.length)] = (byte) random.nextInt();
        }
        return framed(body);
    }

    private byte[] cutOff(byte[] body) {
        return framed(java.util.Arrays.copyOf(body, Math.max(8, random.nextInt(body.length))));
    }

    private byte[] lengthThatLies() {
        int[] lengths = {-1, 0, 7, Integer.MAX_VALUE, Integer.MIN_VALUE, 104_857_601, 104_857_600};
        return ByteBuffer.allocate(4 + 16)
                .putInt(lengths[random.nextInt(lengths.length)])
                .put(noise(16))
                .array();
    }

    private static byte[] framed(byte[] body) {
        return ByteBuffer.allocate(4 + body.length).putInt(body.length).put(body).array();
    }

    private static byte[] withHeader(int key, int version, byte[] rest) {
        ByteBuffer body = ByteBuffer.allocate(8 + rest.length);
        body.putShort((short) key).putShort((short) version).putInt(1).put(rest);
        return framed(body.array());
    }

    /** One request of each kind and version, with empty fields. */
    private static byte[][] validFrames() {
        var frames = new java.util.ArrayList<byte[]>();
        for (ApiMessageType type : ApiMessageType.values()) {
            for (short v = type.lowestSupportedVersion();
                    v <= type.highestSupportedVersion(true);
                    v++) {
                try {
                    ApiMessage request = type.newRequest();
                    var cache = new ObjectSerializationCache();
                    ByteBuffer body = ByteBuffer.allocate(64 + request.size(cache, v));
                    body.putShort(type.apiKey()).putShort(v).putInt(1).putShort((short) -1);
                    if (type.requestHeaderVersion(v) >= 2) {
                        body.put((byte) 0);
                    }
                    request.write(new ByteBufferAccessor(body), cache, v);
                    frames.add(java.util.Arrays.copyOf(body.array(), body.position()));
                } catch (RuntimeException notWritableWhenEmpty) {
                    continue;
                }
            }
        }
        return frames.toArray(byte[][]::new);
    }

    private static long residentBytes(NodeProcess node) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + node.pid() + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
            }
        }
        throw new IOException("the process has no resident size");
    }

    private static KafkaProducer<byte[], byte[]> producer(NodeProcess node) {
        var properties = new Properties();
        properties.putAll(
                Map.of(
                        "bootstrap.servers",
                        node.bootstrapServers(),
                        "delivery.timeout.ms",
                        "20000",
                        "request.timeout.ms",
                        "5000",
                        "linger.ms",
                        "0"));
        return new KafkaProducer<>(
                properties, new ByteArraySerializer(), new ByteArraySerializer());
    }
}
