package io.taffrail.protocol.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.taffrail.kernel.runtime.Clock;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.message.ApiMessageType;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WireServerTest {

    private static final int HEARTBEAT = 12;
    private static final int PRODUCE = 0;
    private static final int API_VERSIONS = 18;

    private final Echo.Held held = new Echo.Held();
    private WireServer server;

    @BeforeEach
    void start() throws IOException {
        var router = new ApiRouter();
        router.add(List.of(new Echo.Immediate(), held));
        router.add(
                List.of(
                        new ApiVersionsHandler(
                                router, () -> new ApiVersionsHandler.Features(-1, List.of()))));
        var config =
                new ServerConfig(
                        "127.0.0.1", 0, 1, 4 << 20, 1 << 20, 1 << 20, 32, 8 << 20, 5, 60_000);
        server = WireServer.start(config, router, Clock.system(), RequestObserver.NONE);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void answersComeInTheOrderOfTheRequestsEvenWhenALaterOneIsDoneFirst() throws IOException {
        try (var client = new Client(server.port())) {
            client.send(produce(1));
            client.send(heartbeat(2));
            client.send(heartbeat(3));
            await().until(() -> held.exchanges.size() == 1);
            assertThat(client.receiveWithin(200)).isNull();
            held.answerAll();
            assertThat(client.receive().getInt()).isEqualTo(1);
            assertThat(client.receive().getInt()).isEqualTo(2);
            assertThat(client.receive().getInt()).isEqualTo(3);
        }
    }

    @Test
    void workOfARequestThatFailsLaterClosesTheConnectionThatWaitsForIt() throws IOException {
        try (var client = new Client(server.port())) {
            client.send(produce(1));
            await().until(() -> held.exchanges.size() == 1);
            Exchange asked = held.exchanges.remove();
            Runnable broken =
                    () -> {
                        throw new IllegalStateException("broken on purpose");
                    };
            asked.executor().execute(() -> asked.attempt(broken));
            assertThatThrownBy(client::receive).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void aRequestKnowsByWhichListenerItCameIn() throws IOException {
        int hostPort = server.listen("HOST", "127.0.0.1", 0);
        try (var near = new Client(server.port());
                var far = new Client(hostPort)) {
            near.send(produce(1));
            await().until(() -> held.exchanges.size() == 1);
            far.send(produce(2));
            await().until(() -> held.exchanges.size() == 2);

            assertThat(held.exchanges)
                    .extracting(Exchange::listener)
                    .containsExactly("KAFKA", "HOST");

            held.answerAll();
            assertThat(far.receive().getInt()).isEqualTo(2);
        }
    }

    @Test
    void aLastAnswerLeavesAfterTheEarlierOnesAndClosesTheConnection() throws IOException {
        try (var client = new Client(server.port())) {
            client.send(produce(1));
            client.send(produce(2));
            client.send(produce(3));
            await().until(() -> held.exchanges.size() == 3);
            List.copyOf(held.exchanges).get(1).respondLast(new ProduceResponseData());
            assertThat(client.receiveWithin(200)).isNull();
            held.answerAll();
            assertThat(client.receive().getInt()).isEqualTo(1);
            assertThat(client.receive().getInt()).isEqualTo(2);
            assertThatThrownBy(client::receive).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aLastAnswerInAnotherVersionClosesTheConnectionToo() throws IOException {
        try (var client = new Client(server.port())) {
            client.send(produce(1));
            await().until(() -> held.exchanges.size() == 1);
            Exchange asked = held.exchanges.remove();
            asked.translated(
                            asked.version(),
                            new ProduceRequestData(),
                            answer -> asked.respond((ProduceResponseData) answer))
                    .respondLast(new ProduceResponseData());
            assertThat(client.receive().getInt()).isEqualTo(1);
            assertThatThrownBy(client::receive).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aRequestThatFollowsAnAnswerWasNotSentBeforeIt() throws IOException {
        try (var client = new Client(server.port())) {
            long beforeNs = Clock.system().nanoTime();
            client.send(heartbeat(1));
            client.receive();
            client.send(produce(2));
            await().until(() -> held.exchanges.size() == 1);
            assertThat(held.exchanges.element().sentAfterNs() - beforeNs).isPositive();
        }
    }

    @Test
    void aFirstRequestMayHaveWaitedToBeAccepted() throws IOException {
        long beforeNs = Clock.system().nanoTime();
        try (var client = new Client(server.port())) {
            client.send(produce(1));
            await().until(() -> held.exchanges.size() == 1);
            assertThat(held.exchanges.element().sentAfterNs() - beforeNs).isNegative();
        }
    }

    @Test
    void aListenerWhosePortIsTakenClosesTheOthersAndSaysWhich() {
        int taken = server.port();

        assertThatThrownBy(() -> server.listen("HOST", "127.0.0.1", taken))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot listen on 127.0.0.1:" + taken);
        assertThatThrownBy(() -> new Client(taken).close()).isInstanceOf(IOException.class);
    }

    @Test
    void anAnswerThatComesAfterTheServerHasClosedHurtsNobody() throws IOException {
        try (var client = new Client(server.port())) {
            client.send(produce(1));
            await().until(() -> held.exchanges.size() == 1);
            server.close();
            assertThatCode(held::answerAll).doesNotThrowAnyException();
        }
    }

    @Test
    void anUnknownApiKeyClosesThatConnectionAndNoOther() throws IOException {
        try (var bystander = new Client(server.port());
                var client = new Client(server.port())) {
            bystander.send(heartbeat(1));
            assertThat(bystander.receive().getInt()).isEqualTo(1);
            client.send(header(9_999, 0, 1).flip());
            assertThat(client.isClosedByPeer()).isTrue();
            bystander.send(heartbeat(2));
            assertThat(bystander.receive().getInt()).isEqualTo(2);
        }
    }

    @Test
    void anUnknownVersionClosesTheConnectionExceptForApiVersions() throws IOException {
        try (var client = new Client(server.port())) {
            client.send(header(HEARTBEAT, 99, 1).flip());
            assertThat(client.isClosedByPeer()).isTrue();
        }
        try (var client = new Client(server.port())) {
            client.send(header(API_VERSIONS, 99, 5).flip());
            ByteBuffer answer = client.receive();
            assertThat(answer.getInt()).isEqualTo(5);
            var response = (ApiVersionsResponseData) ApiMessageType.API_VERSIONS.newResponse();
            response.read(new ByteBufferAccessor(answer), (short) 0);
            assertThat(response.errorCode()).isEqualTo((short) 35);
            assertThat(response.apiKeys())
                    .extracting(api -> (int) api.apiKey())
                    .contains(PRODUCE, HEARTBEAT, API_VERSIONS);
        }
    }

    @Test
    void aControlRequestAboveItsBoundIsRefusedAndAProduceOfThatSizeIsNot() throws IOException {
        try (var client = new Client(server.port())) {
            ByteBuffer large = ByteBuffer.allocate((1 << 20) + 100);
            large.put(header(HEARTBEAT, 0, 1).flip());
            client.send(large.clear());
            assertThat(client.isClosedByPeer()).isTrue();
        }
    }

    @Test
    void aClientThatPipelinesWithoutReadingIsNoLongerReadFrom() throws IOException {
        try (var client = new Client(server.port())) {
            // 32 unanswered requests are the bound of a connection here.
            for (int i = 0; i < 500; i++) {
                client.send(produce(i));
            }
            await().until(() -> held.exchanges.size() >= 32);
            assertThat(held.exchanges.size()).isLessThan(200);
            int answered = 0;
            while (answered < 500) {
                held.answerAll();
                ByteBuffer answer = client.receiveWithin(50);
                if (answer != null) {
                    assertThat(answer.getInt()).isEqualTo(answered);
                    answered++;
                }
            }
            assertThat(server.heldRequestBytes()).isZero();
        }
    }

    @Test
    void unansweredRequestsOfAClosedConnectionGiveTheirMemoryBack() throws IOException {
        try (var client = new Client(server.port())) {
            client.send(produce(1));
            await().until(() -> server.heldRequestBytes() > 0);
        }
        await().until(() -> server.heldRequestBytes() == 0);
        held.answerAll();
        assertThat(server.heldRequestBytes()).isZero();
    }

    @Test
    void oneConnectionMoreThanTheBoundIsClosed() throws IOException {
        Client[] clients = new Client[5];
        for (int i = 0; i < clients.length; i++) {
            clients[i] = new Client(server.port());
            clients[i].send(heartbeat(i));
            clients[i].receive();
        }
        try (var sixth = new Client(server.port())) {
            assertThat(sixth.isClosedByPeer()).isTrue();
        }
        for (Client client : clients) {
            client.close();
        }
    }

    @Test
    void randomFramesNeverHurtTheOtherConnections() throws IOException {
        var random = new Random(11);
        try (var bystander = new Client(server.port())) {
            for (int i = 0; i < 300; i++) {
                try (var client = new Client(server.port())) {
                    byte[] noise = new byte[8 + random.nextInt(400)];
                    random.nextBytes(noise);
                    client.send(ByteBuffer.wrap(noise));
                } catch (IOException closedWhileWriting) {
                    assertThat(closedWhileWriting).isNotNull();
                }
                bystander.send(heartbeat(i));
                assertThat(bystander.receive().getInt()).isEqualTo(i);
                await().pollInterval(Duration.ofMillis(1))
                        .until(() -> server.connectionCount() <= 2);
            }
        }
        await().until(() -> server.heldRequestBytes() == 0);
    }

    private static ByteBuffer header(int key, int version, int correlationId) {
        return ByteBuffer.allocate(64)
                .putShort((short) key)
                .putShort((short) version)
                .putInt(correlationId);
    }

    private static ByteBuffer heartbeat(int correlationId) {
        ByteBuffer frame = header(HEARTBEAT, 0, correlationId).putShort((short) -1);
        frame.putShort((short) 1).put((byte) 'g').putInt(1).putShort((short) 1).put((byte) 'm');
        return frame.flip();
    }

    private static ByteBuffer produce(int correlationId) {
        // v3: no transactional id, acks, timeout, no topics
        return header(PRODUCE, 3, correlationId)
                .putShort((short) -1)
                .putShort((short) -1)
                .putShort((short) -1)
                .putInt(1_000)
                .putInt(0)
                .flip();
    }

    /** A client that writes what it is told, byte for byte. */
    private static final class Client implements AutoCloseable {
        private final Socket socket;
        private final DataOutputStream out;
        private final DataInputStream in;

        Client(int port) throws IOException {
            socket = new Socket("127.0.0.1", port);
            socket.setTcpNoDelay(true);
            out = new DataOutputStream(socket.getOutputStream());
            in = new DataInputStream(socket.getInputStream());
        }

        void send(ByteBuffer body) throws IOException {
            byte[] frame = new byte[4 + body.remaining()];
            ByteBuffer.wrap(frame).putInt(body.remaining()).put(body);
            out.write(frame);
            out.flush();
        }

        ByteBuffer receive() throws IOException {
            socket.setSoTimeout(10_000);
            byte[] body = new byte[in.readInt()];
            in.readFully(body);
            return ByteBuffer.wrap(body);
        }

        ByteBuffer receiveWithin(int waitMs) throws IOException {
            socket.setSoTimeout(waitMs);
            try {
                byte[] body = new byte[in.readInt()];
                in.readFully(body);
                return ByteBuffer.wrap(body);
            } catch (SocketTimeoutException none) {
                return null;
            }
        }

        boolean isClosedByPeer() throws IOException {
            socket.setSoTimeout(10_000);
            try {
                return in.read() == -1;
            } catch (java.net.SocketException reset) {
                return true;
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
