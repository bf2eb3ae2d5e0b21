package io.taffrail.gateway.ws;

import io.taffrail.gateway.rest.HttpCall;
import io.taffrail.gateway.rest.Problem;
import io.taffrail.gateway.rest.ProblemException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The opening handshake of RFC 6455, section 4.2. Whatever is wrong is said in HTTP, while it is
 * still HTTP. A browser sends cookies with any page's socket, so its Origin must be one of ours.
 */
final class Handshake {

    static final String JSON_V1 = "json.v1.taffrail.io";
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
    void accept(HttpCall call) {
        requireUpgrade(call);
        requireOrigin(call);
        String subprotocol = subprotocol(call.header("Sec-WebSocket-Protocol"));
        var response = call.response();
        response.setHeader("Upgrade", "websocket");
        response.setHeader("Connection", "upgrade");
        response.setHeader("Sec-WebSocket-Accept", acceptKey(call.header("Sec-WebSocket-Key")));
        if (subprotocol != null) {
            response.setHeader("Sec-WebSocket-Protocol", subprotocol);
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

    private static @Nullable String subprotocol(@Nullable String offered) {
        if (offered == null) {
            return null;
        }
        List<String> names = Arrays.stream(offered.split(",", -1)).map(String::strip).toList();
        if (names.stream().anyMatch(name -> name.toLowerCase(Locale.ROOT).equals(JSON_V1))) {
            return JSON_V1;
        }
        throw new ProblemException(
                Problem.badRequest("subprotocol " + offered + " is not spoken: offer " + JSON_V1));
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
