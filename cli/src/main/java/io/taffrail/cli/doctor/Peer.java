package io.taffrail.cli.doctor;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersion;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.ApiVersionsRequest;
import org.apache.kafka.common.requests.ApiVersionsResponse;
import org.apache.kafka.common.requests.RequestHeader;

/**
 * Whoever listens at an address, asked with one request on one connection at a time: a broker that
 * hangs or hangs up is then known by the very request.
 */
final class Peer {

    private static final int ANSWER_BYTES_MAX = 64 << 20;
    private static final int CORRELATION = 1;

    private final Address address;
    private final Map<Short, Short> versions = new HashMap<>();

    Peer(Address address) {
        this.address = address;
    }

    enum Speaks {
        KAFKA,
        HTTP,
        TLS,
        SOMETHING_ELSE
    }

    /** What is spoken there; afterwards {@link #ask} knows the versions. */
    Speaks greet() throws IOException {
        try {
            var hello = new ApiVersionsRequest.Builder().build((short) 0);
            ApiVersionsResponse answer = (ApiVersionsResponse) exchange(hello);
            for (ApiVersion each : answer.data().apiKeys()) {
                versions.put(each.apiKey(), each.maxVersion());
            }
            return Speaks.KAFKA;
        } catch (IOException | RuntimeException notKafka) {
            if (isHttp()) {
                return Speaks.HTTP;
            }
            return isTls() ? Speaks.TLS : Speaks.SOMETHING_ELSE;
        }
    }

    boolean knows(ApiKeys api) {
        return versions.containsKey(api.id);
    }

    /** The newest version that both know, when ours is the lower one. */
    short version(ApiKeys api) {
        short theirs = versions.getOrDefault(api.id, api.oldestVersion());
        return (short) Math.min(theirs, api.latestVersion());
    }

    /**
     * @throws IOException when it does not answer in time, or not in Kafka's words
     */
    AbstractResponse ask(AbstractRequest.Builder<?> request, ApiKeys api) throws IOException {
        return exchange(request.build(version(api)));
    }

    private AbstractResponse exchange(AbstractRequest request) throws IOException {
        var header =
                new RequestHeader(
                        request.apiKey(), request.version(), "taffrail-doctor", CORRELATION);
        ByteBuffer frame = request.serializeWithHeader(header);
        try (Socket socket = address.connect()) {
            var out = new DataOutputStream(socket.getOutputStream());
            out.writeInt(frame.remaining());
            out.write(frame.array(), frame.arrayOffset() + frame.position(), frame.remaining());
            out.flush();
            var in = new DataInputStream(socket.getInputStream());
            int length = in.readInt();
            if (length < Integer.BYTES || length > ANSWER_BYTES_MAX) {
                throw new IOException("an answer of " + length + " bytes is none of Kafka's");
            }
            return AbstractResponse.parseResponse(ByteBuffer.wrap(in.readNBytes(length)), header);
        }
    }

    private boolean isHttp() {
        try (Socket socket = address.connect()) {
            socket.getOutputStream()
                    .write(
                            ("GET / HTTP/1.1\r\nHost: " + address + "\r\nConnection: close\r\n\r\n")
                                    .getBytes(StandardCharsets.US_ASCII));
            String start =
                    new String(socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII);
            return start.equals("HTTP/");
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether it answers a TLS handshake, be it with a refusal. */
    private boolean isTls() {
        try (Socket socket = address.connect();
                SSLSocket secured =
                        (SSLSocket)
                                trustingAnybody()
                                        .getSocketFactory()
                                        .createSocket(
                                                socket, address.host(), address.port(), true)) {
            secured.startHandshake();
            return true;
        } catch (SSLException e) {
            return String.valueOf(e.getMessage()).contains("alert");
        } catch (IOException | GeneralSecurityException e) {
            return false;
        }
    }

    /** For a handshake by which nothing is sent: who it is does not matter. */
    private static SSLContext trustingAnybody() throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Anybody()}, null);
        return context;
    }

    private static final class Anybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
