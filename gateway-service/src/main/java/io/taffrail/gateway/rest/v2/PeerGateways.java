package io.taffrail.gateway.rest.v2;

import io.taffrail.gateway.rest.HttpCall;
import io.taffrail.gateway.rest.Problem;
import io.taffrail.gateway.rest.ProblemException;
import io.taffrail.kernel.metadata.Endpoint;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.NodeImage;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.springframework.web.util.UriUtils;

/**
 * Passes a request on to the gateway that has the consumer, since a load balancer does not know
 * which that is. A request is passed on once: who gets it from a gateway answers itself.
 */
final class PeerGateways {

    /** On a request: which gateway passed it on. */
    static final String PASSED_BY = "Taffrail-Passed-By";

    /** On an answer: the consumer is not here, so others may be asked. */
    static final String NOT_HERE = "Taffrail-Consumer-Elsewhere";

    private static final String HTTP = "HTTP";
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration PROMPT = Duration.ofSeconds(15);
    private static final Duration POLL =
            Duration.ofMillis(ConsumerDoor.TIMEOUT_MS_MAX).plus(PROMPT);
    private static final int REMEMBERED_MAX = 10_000;
    private static final List<String> REQUEST_HEADERS =
            List.of("Accept", "Authorization", "Content-Type", "traceparent", "tracestate");
    private static final List<String> ANSWER_HEADERS =
            List.of(
                    "Content-Type",
                    "Cache-Control",
                    "Retry-After",
                    "Allow",
                    ConsumerDoor.BATCH_HEADER);

    private final Supplier<MetadataImage> image;
    private final int nodeId;
    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECT)
                    .build();

    /** The gateway that had a consumer the last time, to be asked first. */
    private final ConcurrentHashMap<List<String>, Integer> places = new ConcurrentHashMap<>();

    PeerGateways(Supplier<MetadataImage> image, int nodeId) {
        this.image = image;
        this.nodeId = nodeId;
    }

    /**
     * Lets the gateway that has the consumer answer.
     *
     * @return false when no gateway has it, so that the answer is ours
     * @throws ProblemException when one that may have it cannot be asked
     */
    boolean pass(HttpCall call, byte[] body, String group, String name)
            throws IOException, InterruptedException {
        if (call.header(PASSED_BY) != null) {
            return false;
        }
        String query = call.request().getQueryString();
        String target = call.path() + (query == null ? "" : "?" + query);
        boolean isPoll = call.path().endsWith("/records");
        List<String> key = List.of(group, name);
        String unreached = null;
        for (NodeImage gateway : others(key)) {
            HttpRequest.Builder request = request(gateway, target, isPoll ? POLL : PROMPT);
            for (String header : REQUEST_HEADERS) {
                String value = call.header(header);
                if (value != null) {
                    request.setHeader(header, value);
                }
            }
            request.method(
                    call.method(),
                    body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
            HttpResponse<InputStream> answer;
            try {
                answer = client.send(request.build(), BodyHandlers.ofInputStream());
            } catch (IOException e) {
                unreached = "gateway " + gateway.id() + " does not answer (" + e + ")";
                continue;
            }
            try (InputStream content = answer.body()) {
                if (answer.headers().firstValue(NOT_HERE).isPresent()) {
                    places.remove(key, gateway.id());
                    continue;
                }
                remember(key, gateway);
                relay(call, answer, content);
                return true;
            } catch (IOException e) {
                if (call.response().isCommitted()) {
                    throw e;
                }
                call.response().reset();
                throw away(name, "gateway " + gateway.id() + " broke off (" + e + ")");
            }
        }
        if (unreached != null) {
            throw away(name, unreached);
        }
        return false;
    }

    private static ProblemException away(String name, String why) {
        return new ProblemException(
                new Problem(
                        503,
                        50302,
                        "gateway-away",
                        "Gateway not reached",
                        "consumer "
                                + name
                                + " is not on this gateway, and "
                                + why
                                + ": try again, or make it anew if that gateway does not come"
                                + " back",
                        true));
    }

    private static void relay(HttpCall call, HttpResponse<InputStream> answer, InputStream content)
            throws IOException {
        var response = call.response();
        response.setStatus(answer.statusCode());
        for (String header : ANSWER_HEADERS) {
            answer.headers()
                    .firstValue(header)
                    .ifPresent(value -> response.setHeader(header, value));
        }
        answer.headers()
                .firstValueAsLong("Content-Length")
                .ifPresent(response::setContentLengthLong);
        content.transferTo(response.getOutputStream());
    }

    /** Whether a gateway that can be reached has the consumer. */
    boolean have(String group, String name) throws InterruptedException {
        String target =
                "/consumers/"
                        + UriUtils.encodePathSegment(group, "UTF-8")
                        + "/instances/"
                        + UriUtils.encodePathSegment(name, "UTF-8")
                        + "/subscription";
        for (NodeImage gateway : others(List.of(group, name))) {
            try {
                int status =
                        client.send(
                                        request(gateway, target, CONNECT).GET().build(),
                                        BodyHandlers.discarding())
                                .statusCode();
                if (status == 200) {
                    return true;
                }
            } catch (IOException e) {
                // One that is away cannot forbid a name: its consumers are away with it.
            }
        }
        return false;
    }

    private HttpRequest.Builder request(NodeImage gateway, String target, Duration timeout) {
        Endpoint http = http(gateway);
        String host = http.host().contains(":") ? "[" + http.host() + "]" : http.host();
        return HttpRequest.newBuilder(URI.create("http://" + host + ":" + http.port() + target))
                .timeout(timeout)
                .setHeader(PASSED_BY, Integer.toString(nodeId));
    }

    /** The live ones beside this, the one that had it the last time first. */
    private List<NodeImage> others(List<String> key) {
        Integer known = places.get(key);
        List<NodeImage> others = new ArrayList<>();
        for (NodeImage gateway : image.get().gateways()) {
            boolean isReachable = gateway.id() != nodeId && http(gateway).listener().equals(HTTP);
            if (isReachable && known != null && gateway.id() == known) {
                others.addFirst(gateway);
            } else if (isReachable) {
                others.add(gateway);
            }
        }
        return others;
    }

    /** What is no HTTP listener is one of another name. */
    private static Endpoint http(NodeImage gateway) {
        Endpoint found = gateway.endpoint(HTTP);
        return found == null ? new Endpoint("NONE", "none", 0) : found;
    }

    private void remember(List<String> key, NodeImage gateway) {
        if (places.size() >= REMEMBERED_MAX) {
            places.clear();
        }
        places.put(key, gateway.id());
    }

    void close() {
        client.shutdownNow();
    }
}
