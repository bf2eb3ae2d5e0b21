package io.taffrail.cli.doctor;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.function.Function;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.common.requests.RequestHeader;

/** Answers in Kafka's words what the test wants it to: states that no single real node is in. */
final class ScriptedBroker implements AutoCloseable {

    private final ServerSocket listening;
    private final Function<ApiKeys, ApiMessage> answers;

    ScriptedBroker(Function<ApiKeys, ApiMessage> answers) throws IOException {
        this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.answers = answers;
        Thread.ofVirtual().start(this::serve);
    }

    String address() {
        return "127.0.0.1:" + listening.getLocalPort();
    }

    int port() {
        return listening.getLocalPort();
    }

    private void serve() {
        while (!listening.isClosed()) {
            try (Socket client = listening.accept()) {
                answer(client);
            } catch (IOException | RuntimeException e) {
                // The next connection gets its answer; a closed listener ends the loop.
            }
        }
    }

    private void answer(Socket client) throws IOException {
        var in = new DataInputStream(client.getInputStream());
        RequestHeader header = RequestHeader.parse(ByteBuffer.wrap(in.readNBytes(in.readInt())));
        ApiMessage answer =
                header.apiKey() == ApiKeys.API_VERSIONS
                        ? versions()
                        : answers.apply(header.apiKey());
        var head = new ResponseHeaderData().setCorrelationId(header.correlationId());
        ByteBuffer headBytes = bytes(head, header.toResponseHeader().headerVersion());
        ByteBuffer bodyBytes = bytes(answer, header.apiVersion());
        var out = new DataOutputStream(client.getOutputStream());
        out.writeInt(headBytes.remaining() + bodyBytes.remaining());
        out.write(headBytes.array(), 0, headBytes.remaining());
        out.write(bodyBytes.array(), 0, bodyBytes.remaining());
        out.flush();
    }

    private static ByteBuffer bytes(
            org.apache.kafka.common.protocol.Message message, short version) {
        ByteBufferAccessor written = MessageUtil.toByteBufferAccessor(message, version);
        return written.buffer();
    }

    private static ApiMessage versions() {
        var versions = new ApiVersionsResponseData();
        for (ApiKeys each : ApiKeys.clientApis()) {
            versions.apiKeys()
                    .add(
                            new ApiVersionsResponseData.ApiVersion()
                                    .setApiKey(each.id)
                                    .setMinVersion(each.oldestVersion())
                                    .setMaxVersion(each.latestVersion()));
        }
        return versions;
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
