package io.taffrail.gateway.ws;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.gateway.app.MemoryGateway;
import io.taffrail.gateway.link.TopicPartition;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames that break a rule: what ends the socket, and what only ends the operation. */
class MalformedFramesTest {

    private static MemoryGateway gateway;

    @BeforeAll
    static void start() {
        gateway = MemoryGateway.start(Map.of("taffrail.gateway.socket-message-bytes-max", "1KB"));
        gateway.cluster().addTopic("orders", 1);
        gateway.cluster().addTopic("values", 1);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello", "{\"type\":", "[1]", "\"ping\"", "", "{\"type\":\"ping\"}x"})
    void aTextFrameThatIsNoJsonObjectClosesWith4400(String frame) {
        try (var probe = SocketProbe.open(gateway, "/ws")) {
            probe.say(frame);
            assertThat(probe.closeCode()).isEqualTo(CloseCode.MALFORMED);
            assertThat(probe.closeReason())
                    .contains("JSON object")
                    .satisfies(reason ->
                            assertThat(reason.getBytes(StandardCharsets.UTF_8).length)
                                    .isBetween(1, 123));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"dance\",\"id\":\"a\"}",
                "{\"id\":\"a\"}",
                "{\"type\":\"subscribe\",\"id\":\"a\"}",
                "{\"type\":\"subscribe\",\"id\":\"a\",\"topics\":\"orders\"}",
                "{\"type\":\"subscribe\",\"id\":\"a\",\"topics\":[\"orders\"],\"from\":\"never\"}",
                "{\"type\":\"subscribe\",\"id\":\"a\",\"topics\":[\"orders\"],\"credit\":-1}",
                "{\"type\":\"subscribe\",\"id\":\"a\",\"topics\":[\"orders\"],"
                        + "\"from\":{\"offsets\":{\"orders\":5}}}",
                "{\"type\":\"subscribe\",\"id\":\"a\",\"topics\":[\"orders\"],"
                        + "\"from\":{\"offsets\":{\"orders\":{\"x\":5}}}}",
                "{\"type\":\"subscribe\",\"id\":\"a\",\"topics\":[\"orders\"],\"group\":\"g\",\"ack\":\"maybe\"}",
                "{\"type\":\"produce\",\"id\":\"a\",\"topic\":\"orders\",\"records\":[1]}",
                "{\"type\":\"produce\",\"id\":\"a\",\"topic\":\"orders\",\"records\":{}}",
                "{\"type\":\"seek\",\"id\":\"a\",\"from\":\"earliest\"}",
            })
    void anObjectThatIsNoCommandIsAnErrorFrameOnAnOpenSocket(String frame) throws Exception {
        try (var probe = SocketProbe.open(gateway, "/ws")) {
            probe.say(frame);
            assertThat(probe.hear()).contains("\"type\":\"error\"").contains("\"id\":\"a\"");
            probe.hearsNothingMore();
        }
    }

    @Test
    void whatStandsBehindTheFrameThatClosedTheSocketIsNotObeyed() throws Exception {
        byte[] first = RawSocket.text("no json");
        byte[] second =
                RawSocket.text(
                        "{\"type\":\"produce\",\"id\":\"p\",\"topic\":\"orders\","
                                + "\"records\":[{\"value\":1}]}");
        ByteBuffer both = ByteBuffer.allocate(first.length + second.length).put(first).put(second);
        try (var raw = RawSocket.open(gateway, "/ws")) {
            raw.send(both.array());
            assertThat(raw.closeCode()).isEqualTo(CloseCode.MALFORMED);
        }
        assertThat(gateway.cluster().batches(new TopicPartition("orders", 0))).isEmpty();
    }

    @Test
    void onTheProduceDoorAnyTextIsAValue() throws Exception {
        try (var probe = SocketProbe.open(gateway, "/topics/values/produce")) {
            probe.say("{\"type\":");
            assertThat(probe.hear()).contains("\"type\":\"produced\"").contains("\"offset\":");
        }
    }

    @Test
    void aBadEnvelopeIsAnErrorInItsTurn() throws Exception {
        try (var probe = SocketProbe.open(gateway, "/topics/values/produce?envelope=1")) {
            gateway.cluster().holdWrites();
            probe.say("{\"value\":1}");
            probe.say("hello");
            probe.say("{\"value\":2}");
            gateway.cluster().releaseWrites();
            assertThat(probe.hear()).contains("\"type\":\"produced\"");
            assertThat(probe.hear()).contains("\"type\":\"error\"").contains("\"status\":400");
            assertThat(probe.hear()).contains("\"type\":\"produced\"");
        }
    }

    @Test
    void aBinaryFrameClosesWith1003() {
        try (var probe = SocketProbe.open(gateway, "/ws", "json.v1.taffrail.io")) {
            probe.socket().sendBinary(ByteBuffer.wrap(new byte[] {1, 2}), true).join();
            assertThat(probe.closeCode()).isEqualTo(CloseCode.UNSUPPORTED_DATA);
        }
    }

    @Test
    void aFrameAboveTheBoundClosesWith1009BeforeItIsSent() throws Exception {
        try (var raw = RawSocket.open(gateway, "/ws")) {
            raw.send(RawSocket.header(0x81, 1025));
            assertThat(raw.closeCode()).isEqualTo(CloseCode.TOO_BIG);
        }
    }

    @Test
    void textThatIsNoUtf8ClosesWith1007() throws Exception {
        try (var raw = RawSocket.open(gateway, "/ws")) {
            raw.send(RawSocket.frame(0x81, new byte[] {'"', (byte) 0xc3, '"'}));
            assertThat(raw.closeCode()).isEqualTo(CloseCode.INVALID_UTF8);
        }
    }

    @Test
    void aFrameWithoutAMaskClosesWith1002() throws Exception {
        try (var raw = RawSocket.open(gateway, "/ws")) {
            raw.send(new byte[] {(byte) 0x81, 1, '1'});
            assertThat(raw.closeCode()).isEqualTo(CloseCode.PROTOCOL_ERROR);
        }
    }
}
