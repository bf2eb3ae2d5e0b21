package io.taffrail.gateway.coordinator;

import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.ClusterAdmin.ProducerIdentity;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.metadata.MetadataImage;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One shard that this gateway owns: a machine, and where it is in its life. It loads the log, then
 * takes turns with whatever comes; a new leader epoch makes it look at the end of the log before it
 * goes on, and a write that failed for good makes it begin anew. Owned by its loop.
 *
 * <p>While it loads, work waits for a moment: a takeover is a pause for clients and not an error,
 * as long as it is short.
 */
final class Shard<Q extends ShardRequest<?>, E> {

    private static final Logger LOG = LoggerFactory.getLogger(Shard.class);
    private static final int OPEN_MAX = 20_000;
    private static final long HOLD_MS = 1_000;
    private static final long RETRY_MS = 50;

    private final ShardPorts ports;
    private final TopicPartition partition;
    private final Supplier<ShardMachine<Q, E>> newMachine;
    private final EntryCodec<E> codec;
    // In the order in which they came, so that a simulation is the same each time.
    private final Set<Reply<?>> open = new LinkedHashSet<>();
    private final ShardTimers timers;
    private final Ownership ownership;
    private final List<Runnable> held = new ArrayList<>();
    private final List<Object> overdue = new ArrayList<>();
    private final Turn<E> turn = new ShardTurn();

    private ShardMachine<Q, E> machine;
    private MetadataImage seen = MetadataImage.EMPTY;
    private @Nullable Stint stint;
    private int leaderEpoch = -1;
    private long nextOffset = -1;
    private @Nullable ShardLoad<E> load;
    private @Nullable ShardWrites<E> writes;
    private boolean isActive;
    private boolean isGone;
    private boolean holds;
    private boolean knowsAll;
    private boolean isFresh;

    Shard(
            ShardPorts ports,
            TopicPartition partition,
            Supplier<ShardMachine<Q, E>> newMachine,
            EntryCodec<E> codec) {
        this.ports = ports;
        this.partition = partition;
        this.newMachine = newMachine;
        this.codec = codec;
        this.machine = newMachine.get();
        this.timers = new ShardTimers(ports.loop(), this::expire);
        this.ownership = new Ownership(ports, partition);
    }

    /** This gateway writes under that epoch now; an epoch that is known already changes nothing. */
    void own(int epoch) {
        if (epoch == leaderEpoch) {
            return;
        }
        boolean hasUnknownWrites = writes != null && !writes.isIdle();
        if (epoch > leaderEpoch + 1) {
            // Of an epoch that was passed over, nobody told who owned it.
            stint = null;
        }
        leaderEpoch = epoch;
        if (knowsAll && !hasUnknownWrites) {
            checkEnd();
        } else {
            reload();
        }
    }

    /** Another gateway owns it now, or nobody. */
    void disown() {
        isGone = true;
        stop();
        timers.cancelAll();
        refuseOpen(
                Rejection.NOT_COORDINATOR,
                "gateway " + ports.nodeId() + " coordinates " + partition + " no more");
        List<Runnable> waiting = List.copyOf(held);
        held.clear();
        waiting.forEach(Runnable::run);
    }

    void submit(Call<? extends Q> call) {
        if (open.size() >= OPEN_MAX) {
            call.reply()
                    .complete(
                            Answer.refused(
                                    Rejection.COORDINATOR_NOT_AVAILABLE,
                                    OPEN_MAX + " requests wait for " + partition + ": try later"));
            return;
        }
        whenActive(
                () -> {
                    if (stint == null || stint.mayBeOvertaken(call.sentAfterNs())) {
                        call.reply().complete(Answer.refused(lateness()));
                        return;
                    }
                    open.add(call.reply());
                    take(() -> machine.handle(call, turn));
                },
                () -> call.reply().complete(Answer.refused(absence())));
    }

    /** The metadata has changed; a machine that is not active learns of it when it is. */
    void onMetadata() {
        MetadataImage before = seen;
        MetadataImage now = ports.image().get();
        if (isActive && now != before) {
            seen = now;
            take(() -> machine.onMetadata(before, turn));
        }
    }

    boolean isActive() {
        return isActive;
    }

    /** Time goes on while the shard looks for the end of its log; what ran out then is not lost. */
    private void expire(Object timer) {
        if (isActive) {
            take(() -> machine.expire(timer, turn));
        } else {
            overdue.add(timer);
        }
    }

    /** Now, or when it is loaded; {@code otherwise} when that takes too long or never comes. */
    private void whenActive(Runnable action, Runnable otherwise) {
        if (isActive) {
            action.run();
        } else if (isGone || !holds) {
            otherwise.run();
        } else {
            held.add(() -> {
                if (isActive) {
                    action.run();
                } else {
                    otherwise.run();
                }
            });
        }
    }

    /** A machine that throws has half done something: it is replaced by what the log says. */
    private void take(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException bug) {
            LOG.error("the machine of {} met a bug and begins anew", partition, bug);
            isActive = false;
            refuseOpen(
                    Rejection.UNKNOWN_SERVER_ERROR,
                    "the coordinator met a bug: see its log for it");
            ShardWrites<E> last = writes;
            if (last != null) {
                last.giveUp(() -> {
                    if (last == writes) {
                        reload();
                    }
                });
            }
        }
    }

    private Rejected absence() {
        return isGone
                ? new Rejected(
                        Rejection.NOT_COORDINATOR,
                        "gateway " + ports.nodeId() + " does not coordinate " + partition)
                : new Rejected(
                        Rejection.COORDINATOR_LOAD_IN_PROGRESS,
                        "gateway " + ports.nodeId() + " is still loading " + partition);
    }

    private Rejected lateness() {
        return new Rejected(
                Rejection.NOT_COORDINATOR,
                "gateway "
                        + ports.nodeId()
                        + " owns "
                        + partition
                        + " again, and cannot know whether this was sent before: connect anew");
    }

    private void checkEnd() {
        stop();
        var checking =
                new ShardLoad<>(
                        ports,
                        partition,
                        codec,
                        _ -> {},
                        end -> {
                            beginStint(end);
                            if (end == nextOffset) {
                                beginWriting();
                            } else {
                                LOG.warn(
                                        "{} ends at {}, not at {}: loading it anew",
                                        partition,
                                        end,
                                        nextOffset);
                                reload();
                            }
                        });
        load = checking;
        checking.findEnd();
    }

    private void reload() {
        refuseOpen(Rejection.COORDINATOR_NOT_AVAILABLE, partition + " is being loaded anew");
        stop();
        timers.cancelAll();
        overdue.clear();
        knowsAll = false;
        isFresh = true;
        machine = newMachine.get();
        var loading =
                new ShardLoad<>(
                        ports,
                        partition,
                        codec,
                        machine::replay,
                        end -> {
                            nextOffset = end;
                            knowsAll = true;
                            beginStint(end);
                            beginWriting();
                        });
        load = loading;
        loading.start();
    }

    /**
     * The log has told its end under this epoch, so nobody else adds to it from now on. Until then
     * the owner before could still take what is newer than what waits here.
     */
    private void beginStint(long end) {
        if (stint == null) {
            stint = new Stint(ports.clock().nanoTime(), end == 0);
        }
    }

    private void stop() {
        isActive = false;
        if (load != null) {
            load.abandon();
            load = null;
        }
        if (writes != null) {
            writes.abandon();
            writes = null;
        }
        holds = !isGone;
        if (holds) {
            int ofEpoch = leaderEpoch;
            ports.loop().schedule(HOLD_MS, () -> holdNoLonger(ofEpoch));
        }
    }

    private void holdNoLonger(int ofEpoch) {
        if (!isActive && ofEpoch == leaderEpoch) {
            holds = false;
            releaseHeld();
        }
    }

    private void beginWriting() {
        int epoch = leaderEpoch;
        ports.producerIds()
                .get()
                .thenAccept(answer ->
                        ports.loop()
                                .execute(() -> {
                                    if (isGone || epoch != leaderEpoch || isActive) {
                                        return;
                                    }
                                    switch (answer) {
                                        case Answer.Given<ProducerIdentity> given ->
                                                activate(given.value());
                                        case Answer.Refused<ProducerIdentity> _ ->
                                                ports.loop().schedule(RETRY_MS, this::beginWriting);
                                    }
                                }));
    }

    private void activate(ProducerIdentity producer) {
        load = null;
        writes =
                new ShardWrites<>(
                        ports,
                        partition,
                        leaderEpoch,
                        producer,
                        codec,
                        new ShardWrites.Owner() {
                            @Override
                            public void onReplicated(long offset) {
                                nextOffset = offset;
                            }

                            @Override
                            public void onBroken(Rejected why) {
                                broken(why);
                            }
                        });
        isActive = true;
        holds = false;
        if (isFresh) {
            isFresh = false;
            seen = ports.image().get();
            take(() -> machine.onLoaded(turn));
        }
        onMetadata();
        List<Object> late = List.copyOf(overdue);
        overdue.clear();
        late.forEach(this::expire);
        releaseHeld();
    }

    private void releaseHeld() {
        List<Runnable> waiting = List.copyOf(held);
        held.clear();
        waiting.forEach(Runnable::run);
    }

    private void broken(Rejected why) {
        LOG.info("{} cannot be written for epoch {}: {}", partition, leaderEpoch, why.message());
        boolean isFenced = why.reason() == Rejection.FENCED_LEADER_EPOCH;
        refuseOpen(
                isFenced ? Rejection.NOT_COORDINATOR : Rejection.UNKNOWN_SERVER_ERROR,
                why.message());
        reload();
    }

    private void refuseOpen(Rejection reason, @Nullable String message) {
        List<Reply<?>> waiting = List.copyOf(open);
        open.clear();
        waiting.forEach(reply ->
                reply.complete(Answer.refused(new Rejected(reason, String.valueOf(message)))));
    }

    /** The one turn of this shard: it is used for each step in its turn. */
    private final class ShardTurn implements Turn<E> {

        @Override
        public long nowMs() {
            return ports.clock().nowMs();
        }

        @Override
        public MetadataImage image() {
            return ports.image().get();
        }

        @Override
        public UUID newId() {
            return new UUID(
                    ports.random().nextLong() & ~0xf000L | 0x4000L,
                    ports.random().nextLong() >>> 2 | Long.MIN_VALUE);
        }

        @Override
        public void write(E entry) {
            machine.replay(entry);
            active().write(entry);
        }

        @Override
        public <R> void answer(Reply<R> reply, Answer<R> answer) {
            active().afterAll(() -> complete(reply, answer));
        }

        @Override
        public <R> void answerIfCurrent(Reply<R> reply, Answer<R> answer) {
            ShardWrites<E> log = active();
            if (log.isIdle()) {
                ownership.confirm(
                        leaderEpoch, isCurrent -> complete(reply, isCurrent ? answer : unsure()));
            } else {
                // That the write goes through will show it.
                log.afterAll(() -> complete(reply, answer));
            }
        }

        private <R> void complete(Reply<R> reply, Answer<R> answer) {
            if (open.remove(reply)) {
                reply.complete(answer);
            }
        }

        private <R> Answer<R> unsure() {
            return Answer.refused(
                    Rejection.COORDINATOR_NOT_AVAILABLE,
                    "gateway "
                            + ports.nodeId()
                            + " cannot learn whether "
                            + partition
                            + " is still its own: try again");
        }

        @Override
        public void schedule(Object timer, long delayMs) {
            timers.schedule(timer, delayMs);
        }

        @Override
        public void cancel(Object timer) {
            timers.cancel(timer);
        }

        private ShardWrites<E> active() {
            if (writes == null) {
                throw new IllegalStateException(partition + " takes a turn while it is not active");
            }
            return writes;
        }
    }
}
