package io.taffrail.gateway.rest.v2;

import io.taffrail.gateway.consume.PullConsumer;
import io.taffrail.gateway.consume.PullConsumers;
import io.taffrail.gateway.consume.PullRefused;
import io.taffrail.gateway.json.JsonBytes;
import io.taffrail.gateway.rest.HttpCall;
import io.taffrail.gateway.rest.Problem;
import io.taffrail.gateway.rest.ProblemException;
import io.taffrail.gateway.rest.ProxyErrors;
import io.taffrail.gateway.rest.RequestBody;
import io.taffrail.gateway.stream.StartPosition;
import io.taffrail.gateway.stream.Subscriptions;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.util.ForwardedHeaderUtils;
import org.springframework.web.util.UriUtils;

/**
 * Everything under {@code /consumers}: makes instances, finds them, here or on another gateway, and
 * turns what is refused into version 2's errors.
 */
public final class ConsumersServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(ConsumersServlet.class);

    private final transient PullConsumers consumers;
    private final transient ConsumerDoor door;
    private final transient PeerGateways peers;
    private final int bodyBytesMax;

    /**
     * @param nodeId this gateway's, which is not asked for what is elsewhere
     */
    public ConsumersServlet(
            PullConsumers consumers, Subscriptions subscriptions, int nodeId, int bodyBytesMax) {
        this.consumers = consumers;
        this.door = new ConsumerDoor(subscriptions);
        this.peers = new PeerGateways(subscriptions::image, nodeId);
        this.bodyBytesMax = bodyBytesMax;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        try {
            route(new HttpCall(request, response));
        } catch (PullRefused e) {
            if (e.reason() == PullRefused.Reason.UNKNOWN_INSTANCE) {
                response.setHeader(PeerGateways.NOT_HERE, "1");
            }
            ProxyErrors.answer(request, response, PullProblems.of(e));
        } catch (ProblemException e) {
            ProxyErrors.answer(request, response, e.problem());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            ProxyErrors.answer(
                    request, response, Problem.overloaded("the gateway is shutting down"));
        } catch (IOException e) {
            // The client has gone; there is nobody to tell.
            LOG.debug(
                    "{} {} ended: {}", request.getMethod(), request.getRequestURI(), e.toString());
        } catch (RuntimeException e) {
            LOG.error("{} {} failed", request.getMethod(), request.getRequestURI(), e);
            ProxyErrors.answer(
                    request,
                    response,
                    new Problem(
                            500,
                            500,
                            "internal",
                            "Internal error",
                            "the gateway failed; its log says why",
                            true));
        }
    }

    private void route(HttpCall call) throws IOException, InterruptedException {
        List<String> path = call.segments();
        boolean isInstance =
                path.size() >= 4
                        && path.get(2).equals("instances")
                        && !path.get(1).isEmpty()
                        && !path.get(3).isEmpty();
        if (path.size() == 2 && !path.get(1).isEmpty()) {
            allow(call, "POST");
            create(call, path.get(1));
        } else if (isInstance) {
            instance(
                    call, path.get(1), path.get(3), String.join("/", path.subList(4, path.size())));
        } else {
            throw unknown(call);
        }
    }

    private void create(HttpCall call, String group) throws IOException, InterruptedException {
        Map<String, String> settings =
                new ConsumerBody(RequestBody.read(call.request(), bodyBytesMax)).settings();
        String given = settings.getOrDefault("name", settings.get("id"));
        String name = given == null || given.isEmpty() ? null : given;
        var options = ConsumerSettings.options(settings);
        if (name != null && !consumers.has(group, name) && peers.have(group, name)) {
            throw PullConsumers.exists(group, name);
        }
        PullConsumer made = consumers.create(group, name, options);
        var out = new JsonBytes(256);
        out.ascii("{\"instance_id\":").string(made.name());
        out.ascii(",\"base_uri\":").string(address(call, made)).raw((byte) '}');
        call.send(200, ConsumerDoor.MEDIA_TYPE, out.array(), out.size());
    }

    /** The instance's address as the client can reach it: behind a proxy, through the proxy. */
    private static String address(HttpCall call, PullConsumer consumer) {
        URI asked = URI.create(call.request().getRequestURL().toString());
        var headers = new ServletServerHttpRequest(call.request()).getHeaders();
        String origin =
                ForwardedHeaderUtils.adaptFromForwardedHeaders(asked, headers)
                        .replacePath("")
                        .replaceQuery(null)
                        .build()
                        .toUriString();
        return origin
                + "/consumers/"
                + UriUtils.encodePathSegment(consumer.group(), "UTF-8")
                + "/instances/"
                + UriUtils.encodePathSegment(consumer.name(), "UTF-8");
    }

    private void instance(HttpCall call, String group, String name, String what)
            throws IOException, InterruptedException {
        byte[] body = RequestBody.read(call.request(), bodyBytesMax);
        if (!consumers.has(group, name) && peers.pass(call, body, group, name)) {
            return;
        }
        if (what.isEmpty()) {
            allow(call, "DELETE");
            consumers.delete(group, name);
            call.empty(204);
            return;
        }
        try (var use = consumers.use(group, name)) {
            instance(call, use.consumer(), what, body);
        }
    }

    private void instance(HttpCall call, PullConsumer consumer, String what, byte[] bytes)
            throws IOException, InterruptedException {
        switch (what) {
            case "subscription" -> {
                switch (call.method()) {
                    case "POST" -> door.subscribe(call, consumer, new ConsumerBody(bytes));
                    case "DELETE" -> {
                        consumer.unsubscribe();
                        call.empty(204);
                    }
                    default -> {
                        allow(call, "GET", "POST", "DELETE");
                        door.subscription(call, consumer);
                    }
                }
            }
            case "assignments" -> {
                if (call.method().equals("POST")) {
                    door.assign(call, consumer, new ConsumerBody(bytes));
                } else {
                    allow(call, "GET", "POST");
                    door.assignments(call, consumer);
                }
            }
            case "records" -> {
                allow(call, "GET");
                door.records(call, consumer);
            }
            case "offsets" -> {
                var body = new ConsumerBody(bytes);
                if (call.method().equals("POST")) {
                    door.commit(call, consumer, body);
                } else {
                    allow(call, "GET", "POST");
                    door.committed(call, consumer, body);
                }
            }
            case "positions" -> {
                allow(call, "POST");
                door.seek(call, consumer, new ConsumerBody(bytes));
            }
            case "positions/beginning" -> {
                allow(call, "POST");
                door.seek(call, consumer, new ConsumerBody(bytes), new StartPosition.Earliest());
            }
            case "positions/end" -> {
                allow(call, "POST");
                door.seek(call, consumer, new ConsumerBody(bytes), new StartPosition.Latest());
            }
            default -> throw unknown(call);
        }
    }

    /** GET does not stand for HEAD here: it is no reading that can be done twice. */
    private static void allow(HttpCall call, String... methods) {
        if (List.of(methods).contains(call.method())) {
            return;
        }
        String allowed = String.join(", ", methods);
        call.response().setHeader("Allow", allowed);
        throw new ProblemException(
                new Problem(
                        405,
                        405,
                        "method-not-allowed",
                        "Method not allowed",
                        call.method() + " is not possible here: use " + allowed,
                        false));
    }

    private static ProblemException unknown(HttpCall call) {
        return new ProblemException(
                Problem.notFound(
                        "there is nothing at "
                                + call.path()
                                + ": /openapi.json lists what there is"));
    }

    /** Gives up connections to other gateways. */
    @Override
    public void destroy() {
        peers.close();
    }
}
