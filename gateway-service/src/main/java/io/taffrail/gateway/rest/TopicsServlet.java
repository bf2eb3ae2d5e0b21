package io.taffrail.gateway.rest;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.taffrail.gateway.consume.GroupServices;
import io.taffrail.gateway.produce.BatchingProducer;
import io.taffrail.gateway.produce.TopicDirectory;
import io.taffrail.gateway.stream.Subscriptions;
import io.taffrail.kernel.runtime.Clock;
import io.taffrail.metrics.Buckets;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything under {@code /topics}: finds the door for a path and turns what it throws into an
 * answer. A plain servlet, because what Spring MVC adds to each request costs more than the record.
 */
public final class TopicsServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    /** The paths that the proxies' version 2 does not have, and so no form of error for them. */
    private static final Pattern OWN_DOOR =
            Pattern.compile("/topics/[^/]*/((partitions/[^/]*/)?records|sse|ws|produce)/?");

    private static final Logger LOG = LoggerFactory.getLogger(TopicsServlet.class);

    private final transient ProduceDoor produce;
    private final transient ReadDoor read;
    private final transient ProxyProduce proxyProduce;
    private final transient ProxyTopics proxyTopics;
    private final transient SocketDoor sockets;
    private final transient Timer requestTime;
    private final transient Clock clock;

    /** Upgrades a request to a WebSocket; behind a port because sockets are another package's. */
    @FunctionalInterface
    public interface SocketDoor {
        void upgrade(HttpCall call, String topics, boolean isProduce)
                throws IOException, jakarta.servlet.ServletException;
    }

    public TopicsServlet(
            TopicDirectory topics,
            BatchingProducer producer,
            Subscriptions subscriptions,
            GroupServices groups,
            SocketDoor sockets,
            Clock clock,
            int bodyBytesMax,
            IntConsumer recordsIn,
            MeterRegistry meters) {
        this.requestTime =
                Timer.builder("taffrail.http.request")
                        .description(
                                "Requests to produce over HTTP, from the first byte to the last")
                        .serviceLevelObjectives(Buckets.REQUESTS)
                        .register(meters);
        this.produce = new ProduceDoor(topics, producer, clock, bodyBytesMax, recordsIn);
        this.read = new ReadDoor(subscriptions, groups, clock);
        this.proxyProduce = new ProxyProduce(topics, producer, clock, bodyBytesMax, recordsIn);
        this.proxyTopics = new ProxyTopics(topics, subscriptions.feeds().reader());
        this.sockets = sockets;
        this.clock = clock;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        HttpCall call = null;
        try {
            call = new HttpCall(request, response);
            route(call);
        } catch (ProblemException e) {
            answer(request, response, e.problem());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            answer(request, response, Problem.overloaded("the gateway is shutting down"));
        } catch (IOException e) {
            // The client has gone; there is nobody to tell.
            LOG.debug(
                    "{} {} ended: {}", request.getMethod(), request.getRequestURI(), e.toString());
        } catch (RuntimeException | ServletException e) {
            LOG.error("{} {} failed", request.getMethod(), request.getRequestURI(), e);
            answer(
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

    /** The call itself may be what could not be read, so the answer is made without it. */
    private static void answer(
            HttpServletRequest request, HttpServletResponse response, Problem problem)
            throws IOException {
        if (OWN_DOOR.matcher(request.getRequestURI()).matches()) {
            ProxyErrors.answerProblem(request, response, problem);
        } else {
            ProxyErrors.answer(request, response, problem);
        }
    }

    private void route(HttpCall call) throws IOException, InterruptedException, ServletException {
        List<String> path = call.segments();
        switch (path.size()) {
            case 1 -> {
                allow(call, "GET");
                proxyTopics.list(call);
            }
            case 2 -> topic(call, path.get(1));
            case 3 -> door(call, path.get(1), path.get(2));
            case 4 -> partition(call, path.get(1), path.get(2), number(path.get(3)));
            case 5 -> ofPartition(call, path.get(1), path.get(2), number(path.get(3)), path.get(4));
            default -> throw unknown(call);
        }
    }

    private void topic(HttpCall call, String topic) throws IOException, InterruptedException {
        if (call.method().equals("POST")) {
            proxyProduce.post(call, topic, -1);
        } else {
            allow(call, "GET", "POST");
            proxyTopics.describe(call, topic);
        }
    }

    private void door(HttpCall call, String topic, String door)
            throws IOException, InterruptedException, ServletException {
        switch (door) {
            case "records" -> records(call, topic);
            case "sse" -> {
                allow(call, "GET");
                read.events(call, topic);
            }
            case "ws" -> sockets.upgrade(call, topic, false);
            case "produce" -> sockets.upgrade(call, topic, true);
            case "partitions" -> {
                allow(call, "GET");
                proxyTopics.partitions(call, topic);
            }
            default -> throw unknown(call);
        }
    }

    private void records(HttpCall call, String topic) throws IOException, InterruptedException {
        switch (call.method()) {
            case "POST" -> {
                long startNs = clock.nanoTime();
                produce.post(call, topic);
                requestTime.record(clock.nanoTime() - startNs, TimeUnit.NANOSECONDS);
            }
            case "DELETE" -> produce.delete(call, topic);
            default -> {
                allow(call, "GET", "POST", "DELETE");
                read.records(call, topic);
            }
        }
    }

    private void partition(HttpCall call, String topic, String door, int partition)
            throws IOException, InterruptedException {
        if (!door.equals("partitions")) {
            throw unknown(call);
        }
        if (call.method().equals("POST")) {
            proxyProduce.post(call, topic, partition);
        } else {
            allow(call, "GET", "POST");
            proxyTopics.partition(call, topic, partition);
        }
    }

    private void ofPartition(HttpCall call, String topic, String door, int partition, String what)
            throws IOException {
        allow(call, "GET");
        boolean isKnown = door.equals("partitions");
        if (isKnown && what.equals("records")) {
            read.partitionRecords(call, topic, partition);
        } else if (isKnown && what.equals("offsets")) {
            proxyTopics.offsets(call, topic, partition);
        } else {
            throw unknown(call);
        }
    }

    private static void allow(HttpCall call, String... methods) {
        for (String method : methods) {
            boolean isHeadForGet = method.equals("GET") && call.method().equals("HEAD");
            if (method.equals(call.method()) || isHeadForGet) {
                return;
            }
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

    private static int number(String segment) {
        try {
            return Integer.parseUnsignedInt(segment);
        } catch (NumberFormatException e) {
            throw new ProblemException(
                    Problem.badRequest("partition " + segment + " is no number from 0"));
        }
    }

    private static ProblemException unknown(HttpCall call) {
        return new ProblemException(
                Problem.notFound(
                        "there is nothing at "
                                + call.path()
                                + ": /openapi.json lists what there is"));
    }
}
