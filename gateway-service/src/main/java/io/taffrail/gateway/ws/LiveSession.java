package io.taffrail.gateway.ws;

import io.taffrail.gateway.dashboard.Channel;
import io.taffrail.gateway.dashboard.Channel.BadChannel;
import io.taffrail.gateway.json.JsonBytes;
import io.taffrail.gateway.rest.Problem;
import io.taffrail.kernel.fault.Rejected;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A page of the dashboard: several subscriptions by ids of the client's. Who subscribes again under
 * an id begins anew, as after a gap.
 */
final class LiveSession implements Session {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Socket socket;
    private final LiveFeeds feeds;
    private final int subscriptionsMax;
    private final LiveQueue queue;
    private final Map<String, Subscription> running = new ConcurrentHashMap<>();

    LiveSession(Socket socket, LiveFeeds feeds, int subscriptionsMax) {
        this.socket = socket;
        this.feeds = feeds;
        this.subscriptionsMax = subscriptionsMax;
        this.queue = new LiveQueue(socket, feeds.waitingBytes());
    }

    /** Numbers what one subscription is sent. */
    private final class Subscription implements LiveFeed.Viewer {

        final String id;
        final Channel channel;
        private long nextSeq;

        Subscription(String id, Channel channel) {
            this.id = id;
            this.channel = channel;
        }

        @Override
        public void update(String type, byte[] json) {
            JsonBytes head = new JsonBytes(64).ascii("{\"id\":").string(id);
            head.ascii(",\"seq\":").number(nextSeq++);
            head.ascii(",\"type\":\"").ascii(type).ascii("\",\"data\":");
            queue.send(head, json, new JsonBytes(1).raw((byte) '}'));
        }

        @Override
        public void end(Rejected why) {
            running.remove(id, this);
            error(id, Problem.of(why));
        }
    }

    @Override
    public void opened() {
        feeds.opened(this);
    }

    @Override
    public void text(byte[] bytes, int from, int to) {
        String id = null;
        try {
            JsonNode frame = JSON.readTree(bytes, from, to - from);
            id = frame.path("id").asString("");
            if (id.isEmpty()) {
                error(null, Problem.badRequest("id is missing: name the subscription"));
                return;
            }
            String op = frame.path("op").asString("");
            switch (op) {
                case "subscribe" -> subscribe(id, frame);
                case "unsubscribe" -> unsubscribe(id);
                default ->
                        error(
                                id,
                                Problem.badRequest(
                                        "op \"" + op + "\" is neither subscribe nor unsubscribe"));
            }
        } catch (JacksonException e) {
            error(null, Problem.badRequest("a text frame must be one JSON object with op and id"));
        } catch (BadChannel e) {
            error(id, Problem.badRequest(String.valueOf(e.getMessage())));
        }
    }

    private void subscribe(String id, JsonNode frame) {
        JsonNode parameters = frame.path("params");
        Channel channel =
                Channel.parse(
                        frame.path("channel").asString(""), name -> text(parameters.path(name)));
        unsubscribe(id);
        if (running.size() >= subscriptionsMax) {
            error(
                    id,
                    Problem.badRequest(
                            "the socket has "
                                    + running.size()
                                    + " subscriptions, which is the limit: end one first"));
            return;
        }
        var subscription = new Subscription(id, channel);
        running.put(id, subscription);
        feeds.join(channel, subscription);
        if (socket.isClosed()) {
            feeds.leave(channel, subscription);
        }
    }

    private static @Nullable String text(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        return value.isArray()
                ? StreamSupport.stream(value.spliterator(), false)
                        .map(each -> each.asString(""))
                        .collect(Collectors.joining(","))
                : value.asString("");
    }

    private void unsubscribe(String id) {
        Subscription subscription = running.remove(id);
        if (subscription != null) {
            feeds.leave(subscription.channel, subscription);
        }
    }

    /** A sign of life. Any thread. */
    void beat(long nowMs) {
        queue.send(
                new JsonBytes(64)
                        .ascii("{\"type\":\"beat\",\"timeMs\":")
                        .number(nowMs)
                        .raw((byte) '}'));
    }

    private void error(@Nullable String id, Problem problem) {
        var frame = new JsonBytes(256);
        frame.ascii("{");
        if (id != null) {
            frame.ascii("\"id\":").string(id).ascii(",");
        }
        frame.ascii("\"type\":\"error\",\"problem\":");
        byte[] json = problem.toJson("/ui/v1/live");
        queue.send(frame, json, new JsonBytes(1).raw((byte) '}'));
    }

    @Override
    public void closed() {
        feeds.closed(this);
        running.values().forEach(each -> feeds.leave(each.channel, each));
    }
}
