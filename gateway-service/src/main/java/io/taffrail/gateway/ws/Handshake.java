package io.taffrail.gateway.ws;

import io.taffrail.gateway.rest.HttpCall;
import io.taffrail.gateway.rest.Problem;
import io.taffrail.gateway.rest.ProblemException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The opening handshake of RFC 6455, section 4.2. Whatever is wrong is said in HTTP, while it is
 * still HTTP. A browser sends cookies with any page's socket, so its Origin must be one of ours.
 */
final class Handshake {

    private static final String ACCEPT_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int KEY_BYTES = 16;

    private final List<String> allowedOrigins;

    /**
     * @param allowedOrigins origins beside our own, such as {@code https://app.example.com}, or
     *     {@code *} for all
     */
    Handshake(List<String> allowedOrigins) {
        this.allowedOrigins = List.copyOf(allowedOrigins);
    }

    /** Checks the request and sets the headers of the answer; the status is the upgrade's. */
    void accept(HttpCall call, Subprotocol subprotocol) {
        requireUpgrade(call);
        requireOrigin(call);
        var response = call.response();
        response.setHeader("Upgrade", "websocket");
        response.setHeader("Connection", "upgrade");
        response.setHeader("Sec-WebSocket-Accept", acceptKey(call.header("Sec-WebSocket-Key")));
        if (call.header("Sec-WebSocket-Protocol") != null) {
            response.setHeader("Sec-WebSocket-Protocol", subprotocol.token());
        }
    }

    private static void requireUpgrade(HttpCall call) {
        String upgrade = call.header("Upgrade");
        if (upgrade == null || !upgrade.equalsIgnoreCase("websocket")) {
            call.response().setHeader("Upgrade", "websocket");
            throw new ProblemException(
                    new Problem(
                            426,
                            426,
                            "upgrade-required",
                            "Upgrade required",
                            call.path() + " is a WebSocket: connect with ws:// or wss://",
                            false));
        }
        if (!"13".equals(call.header("Sec-WebSocket-Version"))) {
            call.response().setHeader("Sec-WebSocket-Version", "13");
            throw new ProblemException(
                    Problem.badRequest(
                            "Sec-WebSocket-Version is "
                                    + call.header("Sec-WebSocket-Version")
                                    + ": only 13 is spoken"));
        }
    }

    private void requireOrigin(HttpCall call) {
        String origin = call.header("Origin");
        if (origin == null || isOurs(origin, call.header("Host"))) {
            return;
        }
        if (!allowedOrigins.contains("*") && !allowedOrigins.contains(origin)) {
            throw new ProblemException(
                    new Problem(
                            403,
                            40301,
                            "forbidden-origin",
                            "Forbidden",
                            "origin "
                                    + origin
                                    + " may not open sockets here: add it to"
                                    + " taffrail.gateway.allowed-origins",
                            false));
        }
    }

    private static boolean isOurs(String origin, @Nullable String host) {
        try {
            String authority = URI.create(origin).getAuthority();
            return authority != null && authority.equalsIgnoreCase(host);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** The first of those that the client offers which is spoken at that door. */
    static Subprotocol subprotocol(HttpCall call, List<Subprotocol> spoken) {
        String offered = call.header("Sec-WebSocket-Protocol");
        if (offered == null) {
            return Subprotocol.JSON_V1;
        }
        for (String token : offered.split(",", -1)) {
            Subprotocol known = Subprotocol.parse(token);
            if (known != null && spoken.contains(known)) {
                return known;
            }
        }
        throw new ProblemException(
                Problem.badRequest(
                        "subprotocol "
                                + offered
                                + " is not spoken here: offer "
                                + spoken.stream()
                                        .map(Subprotocol::token)
                                        .collect(Collectors.joining(" or "))));
    }

    static String acceptKey(@Nullable String key) {
        try {
            if (key == null || Base64.getDecoder().decode(key.strip()).length != KEY_BYTES) {
                throw new ProblemException(
                        Problem.badRequest("Sec-WebSocket-Key is not 16 bytes in base64"));
            }
            var sha1 = MessageDigest.getInstance("SHA-1");
            byte[] digest =
                    sha1.digest((key.strip() + ACCEPT_GUID).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(Problem.badRequest("Sec-WebSocket-Key is no base64"));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-1", e);
        }
    }
}
