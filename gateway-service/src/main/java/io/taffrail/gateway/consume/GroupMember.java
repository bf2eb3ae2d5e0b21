package io.taffrail.gateway.consume;

import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.GroupCalls;
import io.taffrail.gateway.link.GroupCalls.Beat;
import io.taffrail.gateway.link.GroupCalls.Heartbeat;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.runtime.Loop;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One member of a group (KIP-848): sends heartbeats, takes what it is assigned, and lets go of what
 * it is to let go before it says so, since another member begins there from then on. Owned by the
 * loop.
 */
public final class GroupMember {

    private static final int REBALANCE_TIMEOUT_MS = 30_000;
    private static final long RETRY_MS = 100;

    private final GroupCalls calls;
    private final Loop loop;
    private final String group;
    private final String id;
    private final List<String> topics;
    private final Listener listener;

    private final Set<TopicPartition> owned = new HashSet<>();
    private volatile int epoch = GroupCalls.JOINING;
    private @Nullable Set<TopicPartition> target;
    private boolean isRevoking;
    private boolean isAsking;
    private boolean hasNews = true;
    private boolean isOver;
    private int rounds;
    private Loop.@Nullable Timer next;

    /** Who reads for this member; called on the loop, which must not be held up. */
    public interface Listener {

        /** These are to be read from now on. */
        void onAssigned(Set<TopicPartition> partitions);

        /**
         * These are to be let go: nothing of them may be delivered after the future completes, and
         * what was delivered is committed.
         */
        CompletableFuture<?> onRevoked(Set<TopicPartition> partitions);

        /** These belong to somebody else by now: too late to commit. */
        void onLost(Set<TopicPartition> partitions);

        /** The member cannot be one any more. */
        void onFailed(Rejected why);
    }

    /**
     * @param id unique, for the member's whole life
     * @param loop takes the member's turns; shared with others
     */
    public GroupMember(
            GroupCalls calls,
            Loop loop,
            String group,
            String id,
            List<String> topics,
            Listener listener) {
        this.calls = calls;
        this.loop = loop;
        this.group = group;
        this.id = id;
        this.topics = List.copyOf(topics);
        this.listener = listener;
    }

    /** Joins. Any thread. */
    public void start() {
        loop.execute(this::beat);
    }

    public String group() {
        return group;
    }

    public String id() {
        return id;
    }

    /** The epoch to commit with. Any thread. */
    public int epoch() {
        return epoch;
    }

    /**
     * Leaves the group; the owner has committed before. Any thread.
     *
     * @return completes when the coordinator knows, or cannot be told
     */
    public CompletableFuture<?> leave() {
        var left = new CompletableFuture<Void>();
        loop.execute(() -> {
            if (isOver) {
                left.complete(null);
                return;
            }
            end();
            calls.heartbeat(
                            new Heartbeat(
                                    group,
                                    id,
                                    GroupCalls.LEAVING,
                                    REBALANCE_TIMEOUT_MS,
                                    topics,
                                    null))
                    .thenAccept(_ -> left.complete(null));
        });
        return left;
    }

    private void end() {
        isOver = true;
        if (next != null) {
            next.cancel();
        }
    }

    private void beat() {
        if (isOver || isAsking) {
            return;
        }
        if (next != null) {
            next.cancel();
            next = null;
        }
        isAsking = true;
        boolean saysOwned = hasNews;
        hasNews = false;
        int round = rounds;
        var heartbeat =
                new Heartbeat(
                        group,
                        id,
                        epoch,
                        REBALANCE_TIMEOUT_MS,
                        topics,
                        saysOwned ? Set.copyOf(owned) : null);
        calls.heartbeat(heartbeat)
                .thenAccept(answer -> loop.execute(() -> onAnswer(round, heartbeat, answer)));
    }

    private void onAnswer(int round, Heartbeat asked, Answer<Beat> answer) {
        isAsking = false;
        if (isOver || round != rounds) {
            return;
        }
        switch (answer) {
            case Answer.Given<Beat> given -> take(asked, given.value());
            case Answer.Refused<Beat> refused -> {
                // An answer may have got lost, and with it an assignment that would not be told
                // again: whoever says everything is told everything.
                hasNews = true;
                refused(asked, refused.rejected());
            }
        }
    }

    private void take(Heartbeat asked, Beat beat) {
        epoch = beat.memberEpoch();
        if (beat.assigned() != null && !isConfirmed(asked, beat.assigned())) {
            target = beat.assigned();
        }
        reconcile();
        if (hasNews) {
            beat();
        } else {
            beatIn(beat.intervalMs());
        }
    }

    /**
     * Whether this is what the member has just said that it has. Whoever says everything is told
     * everything, so without this the two would go on confirming each other's word for ever.
     */
    private boolean isConfirmed(Heartbeat asked, Set<TopicPartition> assigned) {
        return asked.memberEpoch() != GroupCalls.JOINING
                && !isRevoking
                && assigned.equals(asked.owned())
                && assigned.equals(owned);
    }

    /** Lets go first; what is new is taken once that is done. */
    private void reconcile() {
        Set<TopicPartition> wanted = target;
        if (wanted == null || isRevoking) {
            return;
        }
        Set<TopicPartition> surplus = new HashSet<>(owned);
        surplus.removeAll(wanted);
        if (!surplus.isEmpty()) {
            isRevoking = true;
            int round = rounds;
            listener.onRevoked(surplus)
                    .whenComplete((_, _) -> loop.execute(() -> onLetGo(round, surplus)));
            return;
        }
        Set<TopicPartition> more = new HashSet<>(wanted);
        more.removeAll(owned);
        target = null;
        // Also an assignment of nothing is to be confirmed.
        hasNews = true;
        if (!more.isEmpty()) {
            owned.addAll(more);
            listener.onAssigned(more);
        }
    }

    private void onLetGo(int round, Set<TopicPartition> surplus) {
        if (isOver || round != rounds) {
            return;
        }
        isRevoking = false;
        owned.removeAll(surplus);
        reconcile();
        hasNews = true;
        beat();
    }

    private void refused(Heartbeat asked, Rejected why) {
        if (passesBy(why)) {
            beatIn(RETRY_MS);
        } else if (isUnknown(asked, why)) {
            rejoin();
        } else {
            end();
            listener.onFailed(
                    why.reason() == Rejection.GROUP_MAX_SIZE_REACHED
                            ? new Rejected(
                                    why.reason(), "group " + group + " is full: " + why.message())
                            : why);
        }
    }

    /**
     * Whether the coordinator does not count on us any more. While a member is away for longer than
     * its session its group may go as well, or become one of the classic protocol; who joins makes
     * it anew, or brings it back.
     */
    private static boolean isUnknown(Heartbeat asked, Rejected why) {
        return switch (why.reason()) {
            case FENCED_MEMBER_EPOCH, UNKNOWN_MEMBER_ID -> true;
            case GROUP_ID_NOT_FOUND -> asked.memberEpoch() != GroupCalls.JOINING;
            default -> false;
        };
    }

    /**
     * Whether the same question may be answered a moment later, by this coordinator or the next.
     */
    static boolean passesBy(Rejected why) {
        return switch (why.reason()) {
            case COORDINATOR_LOAD_IN_PROGRESS,
                    UNKNOWN_TOPIC_ID,
                    COORDINATOR_NOT_AVAILABLE,
                    NOT_COORDINATOR,
                    NETWORK_EXCEPTION,
                    REQUEST_TIMED_OUT,
                    UNKNOWN_SERVER_ERROR ->
                    true;
            default -> false;
        };
    }

    /** The coordinator counts on us no more: what we had may be another's. */
    private void rejoin() {
        rounds++;
        isRevoking = false;
        target = null;
        epoch = GroupCalls.JOINING;
        Set<TopicPartition> lost = Set.copyOf(owned);
        owned.clear();
        hasNews = true;
        if (!lost.isEmpty()) {
            listener.onLost(lost);
        }
        beat();
    }

    private void beatIn(long delayMs) {
        if (next != null) {
            next.cancel();
        }
        next = loop.schedule(delayMs, this::beat);
    }
}
