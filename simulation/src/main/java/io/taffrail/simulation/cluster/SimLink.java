package io.taffrail.simulation.cluster;

import io.taffrail.controller.command.CommandReply;
import io.taffrail.controller.command.CommandReply.NodeAdmitted;
import io.taffrail.controller.command.ControllerCommand;
import io.taffrail.controller.command.ControllerCommand.RegisterNode;
import io.taffrail.controller.liveness.Heartbeats.Heartbeat;
import io.taffrail.kernel.metadata.Endpoint;
import io.taffrail.kernel.metadata.MetadataEntry;
import io.taffrail.kernel.metadata.MetadataImage;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A broker's tie to the controllers over the simulated network: it does what the real link does, in
 * the same order, without its wire.
 */
final class SimLink {

    private static final long HEARTBEAT_MS = 500;
    private static final long FENCED_HEARTBEAT_MS = 20;
    private static final long RETRY_MS = 40;
    private static final long ANSWER_MS = 1_000;

    private final SimWorld world;
    private final int nodeId;
    private final SimProcess process;
    private final UUID incarnationId;
    private final CompletableFuture<Void> left = new CompletableFuture<>();
    private Consumer<MetadataImage> listener = image -> {};
    private List<UUID> logDirectories = List.of();
    private BooleanSupplier wantsFence = () -> false;
    private Runnable onToldToServe = () -> {};
    private MetadataImage image = MetadataImage.EMPTY;
    private long nodeEpoch = -1;
    private int attempt;
    private boolean isRegistered;
    private boolean isLeaving;
    private boolean isClosed;

    SimLink(SimWorld world, int nodeId, SimProcess process, UUID incarnationId) {
        this.world = world;
        this.nodeId = nodeId;
        this.process = process;
        this.incarnationId = incarnationId;
    }

    MetadataImage image() {
        return image;
    }

    long nodeEpoch() {
        return nodeEpoch;
    }

    /** Finds the cluster, without being part of it yet. */
    void discover(Runnable onFound) {
        this.<List<MetadataEntry>>ask(
                answer -> world.controllers().follow(0, false, answer),
                entries -> {
                    apply(entries == null ? List.of() : entries);
                    if (image.clusterId().isEmpty()) {
                        process.after(RETRY_MS * 1_000_000, () -> discover(onFound));
                    } else {
                        onFound.run();
                    }
                });
    }

    void listen(Consumer<MetadataImage> to) {
        listener = to;
        to.accept(image);
    }

    /** Asks to be fenced while that is so. */
    void fenceWhile(BooleanSupplier wanted) {
        wantsFence = wanted;
    }

    /** Told of every heartbeat that is answered with leave to serve. */
    void whenToldToServe(Runnable told) {
        onToldToServe = told;
    }

    void register(List<UUID> ofDirectories) {
        logDirectories = ofDirectories;
        register();
    }

    /** Asks to leave; completes when the controllers agree, or cannot be asked. */
    CompletableFuture<Void> leave() {
        isLeaving = true;
        if (isRegistered) {
            heartbeat(attempt);
        } else {
            left.complete(null);
        }
        return left;
    }

    void close() {
        isClosed = true;
    }

    /** Everything up to now; true when the image has it and the listener was told. */
    CompletableFuture<Boolean> refresh() {
        var refreshing = new CompletableFuture<Boolean>();
        int ofAttempt = attempt;
        this.<List<MetadataEntry>>ask(
                answer -> world.controllers().follow(image.appliedIndex(), false, answer),
                entries -> {
                    boolean isKnown = entries != null && ofAttempt == attempt && isRegistered;
                    if (isKnown && entries != null) {
                        apply(entries);
                    }
                    refreshing.complete(isKnown);
                });
        return refreshing;
    }

    /**
     * @param onReply null when there was no answer: it may have been decided all the same
     */
    void propose(ControllerCommand command, Consumer<@Nullable CommandReply> onReply) {
        ask(answer -> world.controllers().propose(command, answer), onReply);
    }

    private void register() {
        if (isClosed) {
            return;
        }
        int ofAttempt = ++attempt;
        isRegistered = false;
        var command =
                new RegisterNode(
                        nodeId,
                        image.clusterId(),
                        incarnationId,
                        List.of(new Endpoint("KAFKA", "sim", nodeId)),
                        null,
                        logDirectories);
        propose(
                command,
                reply -> {
                    if (ofAttempt != attempt || isClosed) {
                        return;
                    }
                    if (reply instanceof NodeAdmitted admitted) {
                        nodeEpoch = admitted.epoch();
                        isRegistered = true;
                        follow(ofAttempt);
                        heartbeat(ofAttempt);
                    } else {
                        retry();
                    }
                });
    }

    private void retry() {
        attempt++;
        isRegistered = false;
        if (isLeaving) {
            left.complete(null);
        } else {
            process.after(RETRY_MS * 1_000_000, this::register);
        }
    }

    private void heartbeat(int ofAttempt) {
        if (ofAttempt != attempt || isClosed) {
            return;
        }
        var heartbeat =
                new Heartbeat(
                        nodeId,
                        nodeEpoch,
                        image.appliedIndex(),
                        image.appliedIndex() == 0 || wantsFence.getAsBoolean(),
                        isLeaving);
        this.<SimControllers.Standing>ask(
                answer -> world.controllers().heartbeat(heartbeat, process, answer),
                standing -> onStanding(ofAttempt, standing));
    }

    private void onStanding(int ofAttempt, SimControllers.@Nullable Standing standing) {
        if (ofAttempt != attempt || isClosed) {
            return;
        }
        if (standing == null || !standing.isRegistered()) {
            retry();
        } else if (isLeaving && (standing.mayStop() || standing.isFenced())) {
            refresh().thenAccept(_ -> left.complete(null));
        } else {
            if (!standing.isFenced()) {
                onToldToServe.run();
            }
            long pauseMs = standing.isFenced() ? FENCED_HEARTBEAT_MS : HEARTBEAT_MS;
            process.after(pauseMs * 1_000_000, () -> heartbeat(ofAttempt));
        }
    }

    private void follow(int ofAttempt) {
        if (ofAttempt != attempt || isClosed) {
            return;
        }
        this.<List<MetadataEntry>>ask(
                answer -> world.controllers().follow(image.appliedIndex(), true, answer),
                entries -> {
                    if (ofAttempt == attempt && !isClosed) {
                        // A lost answer is asked for again: entries are numbered.
                        apply(entries == null ? List.of() : entries);
                        follow(ofAttempt);
                    }
                });
    }

    private void apply(List<MetadataEntry> entries) {
        MetadataImage after = image;
        for (MetadataEntry entry : entries) {
            after = entry.index() == after.appliedIndex() + 1 ? after.evolve(entry) : after;
        }
        if (after != image) {
            image = after;
            listener.accept(after);
        }
    }

    /** One request and its answer, each of which may be late or lost. */
    private <T> void ask(Consumer<Consumer<T>> request, Consumer<@Nullable T> onAnswer) {
        new Asking<T>(onAnswer).begin(request);
    }

    private final class Asking<T> {
        private final Consumer<@Nullable T> onAnswer;
        private boolean isOver;

        Asking(Consumer<@Nullable T> onAnswer) {
            this.onAnswer = onAnswer;
        }

        void begin(Consumer<Consumer<T>> request) {
            SimControllers controllers = world.controllers();
            world.network()
                    .send(
                            nodeId,
                            SimControllers.ID,
                            controllers.process(),
                            () -> {
                                if (controllers.hasLeader()) {
                                    request.accept(this::answer);
                                } else {
                                    answer(null);
                                }
                            });
            process.after(ANSWER_MS * 1_000_000, () -> end(null));
        }

        private void answer(@Nullable T answer) {
            world.network().send(SimControllers.ID, nodeId, process, () -> end(answer));
        }

        private void end(@Nullable T answer) {
            if (!isOver) {
                isOver = true;
                onAnswer.accept(answer);
            }
        }
    }
}
