package io.taffrail.gateway.ws;

import io.taffrail.gateway.consume.GroupOptions;
import io.taffrail.gateway.consume.GroupSubscription;
import io.taffrail.gateway.json.JsonBytes;
import io.taffrail.gateway.json.JsonObject;
import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.GroupCalls.Committed;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.gateway.produce.AwaitedDeliveries;
import io.taffrail.gateway.rest.Problem;
import io.taffrail.gateway.stream.Credit;
import io.taffrail.gateway.stream.StartPosition;
import io.taffrail.gateway.stream.SubscribeOptions;
import io.taffrail.gateway.stream.Subscription;
import io.taffrail.gateway.stream.SubscriptionRunner;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.metadata.TopicImage;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A socket on which the client subscribes and produces by frames. On {@code /topics/{t}/ws} it
 * begins with one subscription that was asked for in the query and has no id.
 */
final class OperationsSession implements Session {

    static final String AS_STORED =
            "bin.v1 sends whole batches as they are stored, so it cannot filter them or make events"
                    + " of them: leave that out, or offer json.v1.taffrail.io";
    private static final int NUMBERS = 1 << 16;

    private final Socket socket;
    private final SocketServices services;
    private final boolean isBinary;
    private final Command.@Nullable Subscribe first;
    private final ConcurrentHashMap<String, Running> running = new ConcurrentHashMap<>();
    private final LagStreams lags;
    private final NoticeQueue notices;
    private @Nullable Replies replies;
    private int nextNumber;

    /**
     * @param group null for one who reads alone
     */
    private record Running(
            SubscriptionRunner runner,
            SubscribeOptions options,
            int number,
            @Nullable GroupSubscription group) {}

    /**
     * @param first the subscription that is there from the start, or null
     */
    OperationsSession(
            Socket socket,
            SocketServices services,
            Subprotocol subprotocol,
            Command.@Nullable Subscribe first) {
        this.isBinary = subprotocol == Subprotocol.BIN_V1;
        this.socket = socket;
        this.notices = new NoticeQueue(socket);
        this.services = services;
        this.first = first;
        this.lags = new LagStreams(socket, services.lags());
    }

    @Override
    public void opened() {
        if (first != null) {
            subscribe(first, isBinary);
        }
    }

    @Override
    public void text(byte[] bytes, int from, int to) {
        if (!JsonObject.isObject(bytes, from, to)) {
            // Whoever speaks another language will not understand an error frame either.
            socket.close(
                    CloseCode.MALFORMED, "a text frame must be one JSON object that has a type");
            return;
        }
        try {
            obey(CommandParser.parse(bytes, from, to, services.clock().nowMs()));
        } catch (CommandParser.Malformed e) {
            send(Answers.error(e.id(), Problem.badRequest(String.valueOf(e.getMessage()))));
        }
    }

    private void obey(Command command) {
        switch (command) {
            case Command.Subscribe subscribe -> subscribe(subscribe, true);
            case Command.Grant grant ->
                    tell(
                            grant.id(),
                            subscription ->
                                    subscription.credit().add(grant.records(), grant.bytes()));
            case Command.Ack ack -> acknowledge(ack);
            case Command.Pause pause -> tell(pause.id(), Subscription::pause);
            case Command.Resume resume -> tell(resume.id(), Subscription::resume);
            case Command.Seek seek -> seek(seek);
            case Command.Unsubscribe unsubscribe -> unsubscribe(unsubscribe.id());
            case Command.Produce produce -> produce(produce);
            case Command.WatchLag watch -> {
                if (hasRoomFor(watch.id())) {
                    lags.start(watch.id(), watch.group());
                }
            }
            case Command.Ping ping -> send(Answers.done("pong", ping.id()));
        }
    }

    private void subscribe(Command.Subscribe command, boolean isAnswered) {
        if (!hasRoomFor(command.id())) {
            return;
        }
        if (isBinary && !command.options().isAsStored()) {
            send(Answers.error(command.id(), Problem.badRequest(AS_STORED)));
            return;
        }
        var credit = new Credit(command.creditRecords(), command.creditBytes());
        if (command.group() != null) {
            join(command, command.group(), credit, isAnswered);
            return;
        }
        switch (services.subscriptions().open(command.options(), credit)) {
            case Answer.Refused<Subscription> refused -> refuse(command, refused.rejected());
            case Answer.Given<Subscription> given -> {
                int number = isBinary ? freeNumber() : 0;
                if (isAnswered) {
                    send(
                            Answers.subscribed(
                                    command.id(),
                                    isBinary ? number : -1,
                                    given.value(),
                                    ends(command.options())));
                }
                start(command, number, given.value());
            }
        }
    }

    private void refuse(Command.Subscribe command, Rejected why) {
        try {
            sink(command, 0, command.options()).refused(why);
        } catch (IOException e) {
            socket.disconnect();
        }
    }

    /** Subscriptions and watches share their names and their bound. */
    private boolean hasRoomFor(String id) {
        if (running.containsKey(id) || lags.has(id)) {
            socket.close(CloseCode.DUPLICATE_ID, "subscription id is in use: " + id);
            return false;
        }
        int open = running.size() + lags.size();
        if (open >= services.limits().subscriptionsMax()) {
            send(
                    Answers.error(
                            id,
                            Problem.badRequest(
                                    "the socket has "
                                            + open
                                            + " subscriptions, which is the limit: end one first")));
            return false;
        }
        return true;
    }

    /** Where the partitions end now, so that a client knows what lies before it. */
    private Map<TopicPartition, Long> ends(SubscribeOptions options) {
        var ends =
                services.subscriptions()
                        .positions(
                                options.topics(), options.partitions(), new StartPosition.Latest());
        return switch (ends) {
            case Answer.Given<Map<TopicPartition, Long>> given -> given.value();
            case Answer.Refused<Map<TopicPartition, Long>> _ -> Map.of();
        };
    }

    /** The group decides what is read, so the partitions are told when they are assigned. */
    private void join(
            Command.Subscribe command, GroupOptions group, Credit credit, boolean isAnswered) {
        SubscribeOptions options = isBinary ? command.options().asBatches() : command.options();
        int number = isBinary ? freeNumber() : 0;
        GroupSubscription member =
                services.groups()
                        .open(
                                options,
                                group,
                                credit,
                                sink(command, number, options),
                                notices(command.id()));
        if (isAnswered) {
            send(
                    Answers.joining(
                            command.id(),
                            isBinary ? number : -1,
                            group.group(),
                            member.memberId()));
        }
        start(command.id(), new Running(member.runner(), options, number, member));
    }

    private GroupSubscription.Notices notices(String id) {
        return new GroupSubscription.Notices() {
            @Override
            public void assigned(Set<TopicPartition> partitions) {
                send(Answers.partitions("assigned", id, partitions));
            }

            @Override
            public void revoked(Set<TopicPartition> partitions) {
                send(Answers.partitions("revoked", id, partitions));
            }
        };
    }

    private SocketSink sink(Command.Subscribe command, int number, SubscribeOptions options) {
        return new SocketSink(
                socket,
                command.id(),
                command == first,
                number,
                options.encoding().framing(),
                services.dropped());
    }

    private void acknowledge(Command.Ack ack) {
        Running subscription = running.get(ack.id());
        if (subscription == null || subscription.group() == null) {
            send(
                    subscription == null
                            ? unknown(ack.id())
                            : Answers.error(
                                    ack.id(),
                                    Problem.badRequest(
                                            "only a member of a group can acknowledge: subscribe with a group")));
            return;
        }
        subscription
                .group()
                .acknowledge(ack.lastOffsets())
                .thenAccept(answer -> {
                    switch (answer) {
                        case Answer.Given<Committed> _ ->
                                notices.send(Answers.acked(ack.id(), ack.lastOffsets()));
                        case Answer.Refused<Committed> refused ->
                                notices.send(Answers.error(ack.id(), refused.rejected()));
                    }
                });
    }

    /** What binary frames call a subscription; a number comes back when all others were used. */
    private int freeNumber() {
        int number = nextNumber;
        while (isUsed(number)) {
            number = (number + 1) % NUMBERS;
        }
        nextNumber = (number + 1) % NUMBERS;
        return number;
    }

    private boolean isUsed(int number) {
        return running.values().stream().anyMatch(entry -> entry.number() == number);
    }

    private void start(Command.Subscribe command, int number, Subscription subscription) {
        SubscribeOptions options = isBinary ? command.options().asBatches() : command.options();
        SubscriptionRunner runner =
                services.subscriptions()
                        .runner(options, subscription, sink(command, number, options));
        start(command.id(), new Running(runner, options, number, null));
    }

    private void start(String id, Running entry) {
        running.put(id, entry);
        Thread.ofVirtual().name("subscription").start(() -> run(id, entry));
        if (socket.isClosed()) {
            entry.runner().stop();
        }
    }

    private void run(String id, Running entry) {
        try {
            if (entry.group() == null) {
                entry.runner().run();
            } else {
                entry.group().run();
            }
        } catch (IOException e) {
            socket.disconnect();
        } finally {
            // Only its own: after unsubscribe the id may name another subscription already.
            running.remove(id, entry);
        }
    }

    private void seek(Command.Seek command) {
        Running subscription = running.get(command.id());
        if (subscription == null) {
            send(unknown(command.id()));
            return;
        }
        SubscribeOptions options = subscription.options();
        var answer =
                services.subscriptions()
                        .positions(options.topics(), options.partitions(), command.from());
        switch (answer) {
            case Answer.Given<Map<TopicPartition, Long>> given ->
                    subscription.runner().tell(s -> s.seek(given.value()));
            case Answer.Refused<Map<TopicPartition, Long>> refused ->
                    send(Answers.error(command.id(), refused.rejected()));
        }
    }

    private void tell(String id, Consumer<Subscription> change) {
        Running subscription = running.get(id);
        if (subscription == null) {
            send(unknown(id));
        } else {
            subscription.runner().tell(change);
        }
    }

    private void unsubscribe(String id) {
        if (lags.stop(id)) {
            send(Answers.done("unsubscribed", id));
            return;
        }
        Running subscription = running.remove(id);
        if (subscription == null) {
            send(unknown(id));
        } else {
            subscription.runner().stop();
            send(Answers.done("unsubscribed", id));
        }
    }

    private void produce(Command.Produce command) {
        switch (services.topics().findOrCreate(command.topic())) {
            case Answer.Refused<TopicImage> refused ->
                    send(Answers.error(command.id(), refused.rejected()));
            case Answer.Given<TopicImage> given -> {
                var deliveries = new AwaitedDeliveries(command.records().size());
                services.producer()
                        .send(
                                given.value(),
                                command.records(),
                                command.acks(),
                                services.topics().recordBytesMax(command.topic()),
                                deliveries,
                                0);
                if (replies == null) {
                    replies = new Replies(socket);
                }
                replies.add(command.id(), command.records(), deliveries);
            }
        }
    }

    @Override
    public void closed() {
        lags.stopAll();
        running.values().forEach(subscription -> subscription.runner().stop());
        if (replies != null) {
            replies.stop();
        }
    }

    private static JsonBytes unknown(String id) {
        return Answers.error(id, Problem.notFound("there is no subscription \"" + id + "\""));
    }

    private void send(JsonBytes frame) {
        try {
            socket.send(frame);
        } catch (IOException e) {
            socket.disconnect();
        }
    }
}
