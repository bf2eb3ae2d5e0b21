package io.taffrail.protocol.link;

import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.runtime.Loop;
import io.taffrail.protocol.client.NodeClient;
import io.taffrail.protocol.wire.FollowMetadataRequest;
import io.taffrail.protocol.wire.FollowMetadataResponse;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.common.message.BrokerHeartbeatRequestData;
import org.apache.kafka.common.message.BrokerHeartbeatResponseData;
import org.apache.kafka.common.message.BrokerRegistrationResponseData;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's tie to the active controller: it registers, sends heartbeats and follows the metadata
 * log. What it has been told ({@link FollowedImage}) may be read by any thread; all else belongs to
 * the loop that was given. Any failure ends in the same place: wait a little, try the next
 * controller, register again.
 */
public final class ControllerLink implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ControllerLink.class);

    /** The connection whose end tells the controller that this node is gone. */
    private static final int CONTROL_LANE = 0;

    private static final int FOLLOW_LANE = 1;

    /** For what may take long: on the control lane heartbeats would wait for its answer. */
    private static final int LOOKUP_LANE = 2;

    private static final int FOLLOW_WAIT_MS = 5_000;

    /** Reasons carry the words of others, so their number needs a bound. */
    private static final int TOLD_MAX = 20;

    private final LinkConfig config;
    private final NodeClient client;
    private final Loop loop;
    private final FollowedImage followed;
    private final CompletableFuture<String> discovered = new CompletableFuture<>();
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final CompletableFuture<Void> left = new CompletableFuture<>();

    private final ControllerRota rota;
    private volatile long nodeEpoch = -1;

    // Owned by the loop.
    private List<UUID> logDirectories = List.of();
    private BooleanSupplier wantsFence = () -> false;
    private Runnable onToldToServe = () -> {};
    private int attempt;
    private final Set<String> toldWhy = new HashSet<>();
    private boolean isRegistered;

    /** Whether the controller that answered last lets this node serve. */
    private boolean isServing;

    private boolean leaving;
    private boolean closed;

    public ControllerLink(LinkConfig config, NodeClient client, Loop loop) {
        this.config = config;
        this.client = client;
        this.loop = loop;
        this.followed = new FollowedImage(loop);
        this.rota = new ControllerRota(config.controllers());
    }

    /**
     * Begins: finds the cluster, without being part of it yet.
     *
     * @return completes on the link's loop with the id of the cluster
     */
    public CompletableFuture<String> discover() {
        loop.execute(this::findCluster);
        return discovered;
    }

    /**
     * Becomes part of the cluster, and stays so until the link is closed.
     *
     * @param ofDirectories ids of the node's log directories; empty for a gateway
     */
    public void register(List<UUID> ofDirectories) {
        loop.execute(() -> {
            logDirectories = List.copyOf(ofDirectories);
            register();
        });
    }

    /**
     * Asks to be fenced while that is so; looked at with each heartbeat.
     *
     * @param wanted called on the link's loop
     */
    public void fenceWhile(BooleanSupplier wanted) {
        loop.execute(() -> wantsFence = wanted);
    }

    /**
     * Told of every heartbeat that a controller answers with leave to serve.
     *
     * @param told called on the link's loop
     */
    public void whenToldToServe(Runnable told) {
        loop.execute(() -> onToldToServe = told);
    }

    /** What is known of the cluster; empty before the first answer. */
    public MetadataImage image() {
        return followed.now();
    }

    /** Called on the link's loop with every new image, and at once with the present one. */
    public void listen(Consumer<MetadataImage> listener) {
        followed.listen(listener);
    }

    /**
     * Waits until the image is as wanted.
     *
     * @return completes on the link's loop with true, or with false after the time
     */
    public CompletableFuture<Boolean> await(Predicate<MetadataImage> wanted, long timeoutMs) {
        return followed.await(wanted, timeoutMs);
    }

    /**
     * Asks the controller for everything up to now.
     *
     * @return completes on the link's loop, with true when the image has it and every listener has
     *     been told, and with false when the controller could not be asked
     */
    public CompletableFuture<Boolean> refresh() {
        var refreshing = new CompletableFuture<Boolean>();
        loop.execute(() -> {
            int thisAttempt = attempt;
            client.send(
                            rota.current(),
                            CONTROL_LANE,
                            new FollowMetadataRequest(
                                    config.nodeId(), nodeEpoch, followed.knownIndex(), 0),
                            config.heartbeatMs() * 10,
                            FollowMetadataResponse.class)
                    .whenComplete((response, failure) ->
                            loop.execute(() -> {
                                boolean isKnown =
                                        response != null
                                                && response.errorCode() == Errors.NONE.code()
                                                && thisAttempt == attempt
                                                && isRegistered;
                                if (isKnown) {
                                    followed.apply(response);
                                }
                                refreshing.complete(isKnown);
                            }));
        });
        return refreshing;
    }

    /** Completes when the node has been registered, has caught up, and may serve. */
    public CompletableFuture<Void> ready() {
        return ready;
    }

    /**
     * The epoch of the last registration; -1 before the first. It stays while another controller is
     * looked for, for it holds until the cluster knows of another.
     */
    public long nodeEpoch() {
        return nodeEpoch;
    }

    /** Sends a request to the controller that was active last. */
    public <T extends ApiMessage> CompletableFuture<T> send(
            ApiMessage request, long timeoutMs, Class<T> responseType) {
        return client.send(rota.current(), CONTROL_LANE, request, timeoutMs, responseType);
    }

    /** As {@link #send}, of what may take the controller long to answer. */
    public <T extends ApiMessage> CompletableFuture<T> lookUp(
            ApiMessage request, long timeoutMs, Class<T> responseType) {
        return client.send(rota.current(), LOOKUP_LANE, request, timeoutMs, responseType);
    }

    /** Hands a client's request on as it came, in the version in which it came. */
    public <T extends ApiMessage> CompletableFuture<T> forward(
            ApiMessage request, short version, long timeoutMs, Class<T> responseType) {
        return client.sendExactly(
                rota.current(), CONTROL_LANE, request, version, timeoutMs, responseType);
    }

    /**
     * Asks to leave: the controller moves leaders away first. Completes on the link's loop when it
     * agrees and every listener has been told who leads now, or when it cannot be asked.
     */
    public CompletableFuture<Void> leave() {
        loop.execute(() -> {
            leaving = true;
            if (!isRegistered) {
                left.complete(null);
            } else {
                heartbeat(attempt);
            }
        });
        return left;
    }

    @Override
    public void close() {
        loop.execute(() -> closed = true);
    }

    private void findCluster() {
        if (closed) {
            return;
        }
        int thisAttempt = ++attempt;
        rota.begin();
        client.send(
                        rota.current(),
                        FOLLOW_LANE,
                        new FollowMetadataRequest(config.nodeId(), -1, -1, 0),
                        config.heartbeatMs() * 10,
                        FollowMetadataResponse.class)
                .whenComplete((response, failure) ->
                        loop.execute(() -> onFound(thisAttempt, response, failure)));
    }

    private void onFound(
            int ofAttempt, @Nullable FollowMetadataResponse response, @Nullable Throwable failure) {
        if (ofAttempt != attempt || closed) {
            return;
        }
        if (response != null && response.errorCode() == Errors.NONE.code()) {
            followed.apply(response);
        }
        if (followed.now().clusterId().isEmpty()) {
            // A controller that was started with us needs a moment more than we do.
            LOG.debug("controller {} does not know its cluster yet", rota.current(), failure);
            rota.pass();
            loop.schedule(config.retryMs(), this::findCluster);
        } else {
            discovered.complete(followed.now().clusterId());
        }
    }

    private void register() {
        if (closed) {
            return;
        }
        int thisAttempt = ++attempt;
        isRegistered = false;
        rota.begin();
        client.send(
                        rota.current(),
                        CONTROL_LANE,
                        Registration.request(config, followed.now().clusterId(), logDirectories),
                        config.heartbeatMs() * rota.heartbeatsToRegister(isServing),
                        BrokerRegistrationResponseData.class)
                .whenComplete((response, failure) ->
                        loop.execute(() -> onRegistered(thisAttempt, response, failure)));
    }

    private void onRegistered(
            int ofAttempt,
            @Nullable BrokerRegistrationResponseData response,
            @Nullable Throwable failure) {
        if (ofAttempt != attempt || closed) {
            return;
        }
        rota.note(response != null);
        if (response == null) {
            retry("cannot be reached: " + (failure == null ? "" : failure.getMessage()));
        } else if (response.errorCode() != Errors.NONE.code()) {
            retry("refused to register this node: " + Registration.refusal(response.errorCode()));
        } else {
            nodeEpoch = response.brokerEpoch();
            isRegistered = true;
            toldWhy.clear();
            follow(ofAttempt);
            heartbeat(ofAttempt);
        }
    }

    private void retry(String why) {
        attempt++;
        isRegistered = false;
        if (leaving) {
            left.complete(null);
            return;
        }
        // Once for each reason and controller: one may be away for long, and another not lead.
        if (toldWhy.size() < TOLD_MAX && toldWhy.add(rota.current() + " " + why)) {
            LOG.info(
                    "controller {} {}; trying again every {} ms",
                    rota.current(),
                    why,
                    config.retryMs());
        }
        rota.pass();
        // The pause is for a round of all: only one of them leads, and it may be the last asked.
        long pauseMs = Math.max(1, config.retryMs() / config.controllers().size());
        loop.schedule(pauseMs, this::register);
    }

    private void heartbeat(int ofAttempt) {
        if (ofAttempt != attempt || closed) {
            return;
        }
        var request =
                new BrokerHeartbeatRequestData()
                        .setBrokerId(config.nodeId())
                        .setBrokerEpoch(nodeEpoch)
                        .setCurrentMetadataOffset(followed.now().appliedIndex())
                        .setWantFence(
                                followed.now().appliedIndex() == 0 || wantsFence.getAsBoolean())
                        .setWantShutDown(leaving);
        boolean mayWait = !isServing || leaving;
        client.send(
                        rota.current(),
                        CONTROL_LANE,
                        request,
                        config.heartbeatMs() * ControllerRota.heartbeatsToAnswer(mayWait),
                        BrokerHeartbeatResponseData.class)
                .whenComplete((response, failure) ->
                        loop.execute(() -> onHeartbeat(ofAttempt, response, failure)));
    }

    private void onHeartbeat(
            int ofAttempt,
            @Nullable BrokerHeartbeatResponseData response,
            @Nullable Throwable failure) {
        if (ofAttempt != attempt || closed) {
            return;
        }
        rota.note(response != null);
        if (response == null) {
            retry("did not answer: " + (failure == null ? "" : failure.getMessage()));
            return;
        }
        if (response.errorCode() != Errors.NONE.code()) {
            retry("refused a heartbeat: " + Errors.forCode(response.errorCode()));
            return;
        }
        isServing = !response.isFenced();
        // Who is fenced leads nothing that would have to be moved away first.
        if (leaving && (response.shouldShutDown() || response.isFenced())) {
            refresh().thenAccept(_ -> left.complete(null));
            return;
        }
        if (!response.isFenced()) {
            onToldToServe.run();
            ready.complete(null);
        }
        // A node that may not serve yet asks again soon: the cluster waits for it.
        long pauseMs =
                response.isFenced() ? Math.min(20, config.heartbeatMs()) : config.heartbeatMs();
        loop.schedule(pauseMs, () -> heartbeat(ofAttempt));
    }

    private void follow(int ofAttempt) {
        if (ofAttempt != attempt || closed) {
            return;
        }
        client.send(
                        rota.current(),
                        FOLLOW_LANE,
                        new FollowMetadataRequest(
                                config.nodeId(), nodeEpoch, followed.knownIndex(), FOLLOW_WAIT_MS),
                        FOLLOW_WAIT_MS * 3L,
                        FollowMetadataResponse.class)
                .whenComplete((response, failure) ->
                        loop.execute(() -> onFollowed(ofAttempt, response, failure)));
    }

    private void onFollowed(
            int ofAttempt, @Nullable FollowMetadataResponse response, @Nullable Throwable failure) {
        if (ofAttempt != attempt || closed) {
            return;
        }
        if (response == null) {
            retry("is no longer followed: " + (failure == null ? "" : failure.getMessage()));
            return;
        }
        if (response.errorCode() != Errors.NONE.code()) {
            retry("refused to be followed: " + Errors.forCode(response.errorCode()));
            return;
        }
        followed.apply(response);
        follow(ofAttempt);
    }
}
