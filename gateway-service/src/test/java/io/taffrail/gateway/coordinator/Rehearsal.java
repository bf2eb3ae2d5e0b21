package io.taffrail.gateway.coordinator;

import io.taffrail.gateway.link.Answer;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.metadata.MetadataImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A machine with a log and a clock that the test moves: whatever is written is replicated at once.
 */
public final class Rehearsal<Q extends ShardRequest<?>, E> {

    private final Supplier<ShardMachine<Q, E>> factory;
    private final List<E> log = new ArrayList<>();
    private final Map<Long, Object> timers = new TreeMap<>();
    private final Random random = new Random(7);
    private ShardMachine<Q, E> machine;
    private MetadataImage image = MetadataImage.EMPTY;
    private long nowMs = 1_000_000;
    private long timersSet;

    private final Turn<E> turn =
            new Turn<>() {
                @Override
                public long nowMs() {
                    return nowMs;
                }

                @Override
                public MetadataImage image() {
                    return image;
                }

                @Override
                public UUID newId() {
                    return new UUID(random.nextLong(), random.nextLong());
                }

                @Override
                public void write(E entry) {
                    log.add(entry);
                    machine.replay(entry);
                }

                @Override
                public <R> void answer(Reply<R> reply, Answer<R> answer) {
                    if (reply.isDone()) {
                        throw new AssertionError("answered twice, now with " + answer);
                    }
                    reply.complete(answer);
                }

                @Override
                public <R> void answerIfCurrent(Reply<R> reply, Answer<R> answer) {
                    answer(reply, answer);
                }

                @Override
                public void schedule(Object timer, long delayMs) {
                    cancel(timer);
                    timers.put((nowMs + delayMs) << 20 | timersSet++, timer);
                }

                @Override
                public void cancel(Object timer) {
                    timers.values().remove(timer);
                }
            };

    public Rehearsal(Supplier<ShardMachine<Q, E>> factory) {
        this.factory = factory;
        this.machine = factory.get();
        machine.onLoaded(turn);
    }

    /** An answer that may not be there yet. */
    public record Asked<R>(CompletableFuture<Answer<R>> future) {
        public boolean isOpen() {
            return !future.isDone();
        }

        /** The answer; fails the test when there is none or it is a refusal. */
        public R value() {
            return switch (now()) {
                case Answer.Given<R> given -> given.value();
                case Answer.Refused<R> refused ->
                        throw new AssertionError("refused: " + refused.rejected());
            };
        }

        /** The refusal; fails the test when there is no answer or it is a value. */
        public Rejection refusal() {
            return switch (now()) {
                case Answer.Given<R> given -> throw new AssertionError("granted: " + given.value());
                case Answer.Refused<R> refused -> refused.rejected().reason();
            };
        }

        private Answer<R> now() {
            Answer<R> now = future.getNow(null);
            if (now == null) {
                throw new AssertionError("there is no answer yet");
            }
            return now;
        }
    }

    @SuppressWarnings("unchecked") // Q is the kind of request that the machine takes
    public <R> Asked<R> ask(ShardRequest<R> request) {
        var answer = new CompletableFuture<Answer<R>>();
        machine.handle((Call<? extends Q>) (Call<?>) Call.of(request, answer), turn);
        return new Asked<>(answer);
    }

    /** Lets time pass; what is due happens in its order. */
    public void advance(long ms) {
        long until = nowMs + ms;
        while (true) {
            Long due = timers.keySet().stream().findFirst().orElse(null);
            if (due == null || due >> 20 > until) {
                break;
            }
            nowMs = Math.max(nowMs, due >> 20);
            machine.expire(timers.remove(due), turn);
        }
        nowMs = until;
    }

    public void metadata(MetadataImage now) {
        MetadataImage before = image;
        image = now;
        machine.onMetadata(before, turn);
    }

    /** As when another gateway takes the shard over: all that was not written is gone. */
    public void reload() {
        reload(image);
    }

    /** As when the other gateway knows more of the cluster than the one before has learnt. */
    public void reload(MetadataImage known) {
        image = known;
        timers.clear();
        machine = factory.get();
        log.forEach(machine::replay);
        machine.onLoaded(turn);
    }

    /** What another gateway would answer that has loaded the log; nothing changes here. */
    @SuppressWarnings("unchecked") // Q is the kind of request that the machine takes
    public <R> Asked<R> askLoaded(ShardRequest<R> request) {
        ShardMachine<Q, E> other = factory.get();
        log.forEach(other::replay);
        var answer = new CompletableFuture<Answer<R>>();
        other.handle((Call<? extends Q>) (Call<?>) Call.of(request, answer), turn);
        return new Asked<>(answer);
    }

    /** All that was ever written, in its order. */
    public List<E> log() {
        return List.copyOf(log);
    }

    public @Nullable E lastWritten() {
        return log.isEmpty() ? null : log.getLast();
    }

    public ShardMachine<Q, E> machine() {
        return machine;
    }

    public long nowMs() {
        return nowMs;
    }
}
