package io.taffrail.gateway.ws;

import io.taffrail.gateway.consume.GroupOptions;
import io.taffrail.gateway.link.Acks;
import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.gateway.rest.HttpCall;
import io.taffrail.gateway.rest.Problem;
import io.taffrail.gateway.rest.ProblemException;
import io.taffrail.gateway.rest.SubscribeQuery;
import io.taffrail.gateway.rest.TopicsServlet.SocketDoor;
import io.taffrail.gateway.stream.Credit;
import io.taffrail.gateway.stream.Framing;
import io.taffrail.gateway.stream.SubscribeOptions;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;

/** Turns HTTP requests into sockets with a session, or says in HTTP why not. */
public final class SocketUpgrades implements SocketDoor {

    private static final List<Subprotocol> BOTH = List.of(Subprotocol.JSON_V1, Subprotocol.BIN_V1);

    private final SocketServices services;
    private final OpenSockets sockets;
    private final LiveFeeds live;
    private final Handshake handshake;

    public SocketUpgrades(
            SocketServices services,
            OpenSockets sockets,
            LiveFeeds live,
            List<String> allowedOrigins) {
        this.live = live;
        this.services = services;
        this.sockets = sockets;
        this.handshake = new Handshake(allowedOrigins);
    }

    @Override
    public void upgrade(HttpCall call, String topics, boolean isProduce)
            throws IOException, ServletException {
        if (isProduce) {
            Acks acks = acks(call);
            boolean isEnvelope = call.flag("envelope");
            open(
                    call,
                    Handshake.subprotocol(call, List.of(Subprotocol.JSON_V1)),
                    socket -> new TopicProduceSession(socket, services, topics, acks, isEnvelope));
            return;
        }
        // By hand one record per frame reads best; a batch is asked for.
        Framing framing = call.query("batch") == null ? Framing.FRAME : Framing.ELEMENT;
        Subprotocol subprotocol = Handshake.subprotocol(call, BOTH);
        SubscribeOptions options =
                SubscribeQuery.parse(
                        call,
                        topics,
                        framing,
                        "latest",
                        SubscribeOptions.BATCH_MAX_DEFAULT,
                        services.clock().nowMs());
        GroupOptions group = SubscribeQuery.group(call);
        if (subprotocol == Subprotocol.BIN_V1 && !options.isAsStored()) {
            throw new ProblemException(Problem.badRequest(OperationsSession.AS_STORED));
        }
        var partitions =
                services.subscriptions().partitions(options.topics(), options.partitions());
        switch (partitions) {
            case Answer.Refused<List<TopicPartition>> refused ->
                    throw new ProblemException(Problem.of(refused.rejected()));
            case Answer.Given<List<TopicPartition>> _ ->
                    open(
                            call,
                            subprotocol,
                            socket ->
                                    new OperationsSession(
                                            socket,
                                            services,
                                            subprotocol,
                                            new Command.Subscribe(
                                                    "",
                                                    options,
                                                    group,
                                                    Credit.UNLIMITED,
                                                    Credit.UNLIMITED)));
        }
    }

    /** {@code /ws}: the client subscribes by frames. */
    public void upgradeMultiplexed(HttpCall call) throws IOException, ServletException {
        Subprotocol subprotocol = Handshake.subprotocol(call, BOTH);
        open(
                call,
                subprotocol,
                socket -> new OperationsSession(socket, services, subprotocol, null));
    }

    /** {@code /ui/v1/live}: what the dashboard shows. */
    void upgradeLive(HttpCall call) throws IOException, ServletException {
        Subprotocol subprotocol = Handshake.subprotocol(call, List.of(Subprotocol.JSON_V1));
        open(
                call,
                subprotocol,
                socket -> new LiveSession(socket, live, services.limits().subscriptionsMax()));
    }

    private void open(HttpCall call, Subprotocol subprotocol, Function<Socket, Session> session)
            throws IOException, ServletException {
        handshake.accept(call, subprotocol);
        if (sockets.isFull()) {
            throw new ProblemException(
                    new Problem(
                            429,
                            42901,
                            "too-many-sockets",
                            "Too many sockets",
                            "the gateway has "
                                    + sockets.count()
                                    + " sockets, which is its limit: try another, or raise"
                                    + " taffrail.gateway.sockets-max",
                            true));
        }
        call.request()
                .upgrade(UpgradedConnection.class)
                .prepare(session, sockets, services.limits(), services.clock());
    }

    private static Acks acks(HttpCall call) {
        String text = call.query("acks", "all");
        Acks acks = Acks.parse(text);
        if (acks == null) {
            throw new ProblemException(
                    Problem.badRequest("acks=" + text + " is not known: use all, 1 or 0"));
        }
        return acks;
    }
}
