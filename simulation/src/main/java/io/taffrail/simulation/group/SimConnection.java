package io.taffrail.simulation.group;

import io.taffrail.simulation.cluster.SimNetwork;
import io.taffrail.simulation.cluster.SimProcess;
import io.taffrail.simulation.cluster.SimScheduler;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * A connection from a client to one life of a gateway. The client asks nothing of weight before its
 * first question, which versions there are, is answered; either side may close it, and what is
 * under way then may still be read where the client closed it.
 */
final class SimConnection {

    private final int from;
    private final SimProcess client;
    private final SimGateway gateway;
    private final SimProcess life;
    private final SimNetwork network;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private long acceptedNs;
    private boolean isReady;
    private boolean isClosedByGateway;
    private boolean isGivenUp;

    SimConnection(
            int from,
            SimProcess client,
            SimGateway gateway,
            SimNetwork network,
            SimScheduler scheduler) {
        this.from = from;
        this.client = client;
        this.gateway = gateway;
        this.life = gateway.process();
        this.network = network;
        network.send(
                from,
                gateway.id(),
                life,
                () -> {
                    acceptedNs = scheduler.nowNs();
                    answer(() -> {
                        isReady = true;
                        waiting.forEach(this::deliver);
                        waiting.clear();
                    });
                });
    }

    /** Whether it is of use to a client that wants that gateway, as far as it knows. */
    boolean isOpenTo(SimGateway wanted) {
        return !isGivenUp && wanted == gateway && life == gateway.process();
    }

    long acceptedNs() {
        return acceptedNs;
    }

    /** Brings a request to the gateway; it runs there. */
    void send(Runnable request) {
        if (isReady) {
            deliver(request);
        } else {
            waiting.add(request);
        }
    }

    private void deliver(Runnable request) {
        network.send(
                from,
                gateway.id(),
                life,
                () -> {
                    if (!isClosedByGateway) {
                        request.run();
                    }
                });
    }

    /** Brings an answer to the client; it runs there. */
    void answer(Runnable answer) {
        network.send(gateway.id(), from, client, answer);
    }

    /** The gateway reads no more of it; the client hears of that with the answer. */
    void closeByGateway() {
        isClosedByGateway = true;
    }

    /** The client has waited in vain, was told that it is closed, or has gone elsewhere. */
    void giveUp() {
        isGivenUp = true;
        waiting.clear();
    }
}
