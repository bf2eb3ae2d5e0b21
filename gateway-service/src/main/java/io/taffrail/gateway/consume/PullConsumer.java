package io.taffrail.gateway.consume;

import io.taffrail.gateway.consume.PullRefused.Reason;
import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.GroupCalls.Committed;
import io.taffrail.gateway.link.GroupCalls.Position;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.TopicImage;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A consumer that is asked for records instead of being sent them, as the REST proxies have it. It
 * reads as a member of its group, or partitions of its own choice. Any thread may call; calls wait,
 * so they belong on virtual threads.
 */
public final class PullConsumer {

    private static final long RETRY_NS = 100_000_000;

    /** The same bound on a commit that is refused for now, whatever a poll's own is. */
    private static final long COMMIT_NS = 5_000_000_000L;

    private final GroupServices services;
    private final String group;
    private final String name;
    private final PullOptions options;
    private final Semaphore wake = new Semaphore(0);
    private final PullPolls polls;

    // Guarded by this.
    private @Nullable PullSource source;
    private boolean isSubscribed;
    private @Nullable Pattern pattern;
    private @Nullable MetadataImage matchedIn;
    private boolean isOver;

    PullConsumer(
            GroupServices services,
            String group,
            String name,
            PullOptions options,
            PullBudget budget) {
        this.services = services;
        this.group = group;
        this.name = name;
        this.options = options;
        this.polls = new PullPolls(services, name, options, budget, this::source, wake);
    }

    public String group() {
        return group;
    }

    public String name() {
        return name;
    }

    public PullOptions options() {
        return options;
    }

    /** Reads these topics as a member of the group, and others no more. */
    public synchronized void subscribe(List<String> topics) {
        requireNotAssigned();
        pattern = null;
        join(List.copyOf(topics));
    }

    /** The same for those topics that match, also those that will be made; not internal ones. */
    public synchronized void subscribe(Pattern topicPattern) {
        requireNotAssigned();
        pattern = topicPattern;
        matchedIn = null;
        follow();
    }

    private void requireNotAssigned() {
        requireAlive();
        if (source != null && !isSubscribed) {
            throw PullRefused.of(
                    Reason.STATE,
                    "consumer "
                            + name
                            + " has assignments, which exclude a subscription: DELETE its"
                            + " subscription first");
        }
    }

    /** Joins with the topics that match now, if they are others than before. */
    private synchronized void follow() {
        Pattern wanted = pattern;
        MetadataImage image = services.subscriptions().image();
        if (wanted == null || image == matchedIn) {
            return;
        }
        matchedIn = image;
        List<String> matching =
                image.topics().stream()
                        .filter(topic -> !topic.internal())
                        .map(TopicImage::name)
                        .filter(topic -> wanted.matcher(topic).matches())
                        .sorted()
                        .toList();
        join(matching);
    }

    private void join(List<String> topics) {
        PullSource before = source;
        isSubscribed = true;
        if (before != null && before.failure() == null && before.topics().equals(topics)) {
            return;
        }
        if (before != null) {
            before.end(false).join();
        }
        source = PullSource.subscribed(services, options, group, topics, wake);
    }

    /** Reads exactly these partitions, in no agreement with the group's members. */
    public synchronized void assign(Set<TopicPartition> partitions) {
        requireAlive();
        if (isSubscribed) {
            throw PullRefused.of(
                    Reason.STATE,
                    "consumer "
                            + name
                            + " has a subscription, which excludes assignments: DELETE it first");
        }
        if (source != null) {
            source.end(false).join();
        }
        source = PullSource.assigned(services, options, group, partitions, wake);
    }

    /** Reads nothing any more; gives up a subscription and assignments. */
    public synchronized void unsubscribe() {
        requireAlive();
        if (source != null) {
            source.end(true).join();
        }
        source = null;
        isSubscribed = false;
        pattern = null;
    }

    /** The topics of the subscription; empty without one. */
    public synchronized List<String> subscription() {
        requireAlive();
        return source == null ? List.of() : source.topics();
    }

    /** What the consumer reads now. */
    public synchronized Set<TopicPartition> assignment() {
        requireAlive();
        return source == null ? Set.of() : source.positions().assigned();
    }

    private synchronized void requireAlive() {
        if (isOver) {
            throw PullRefused.of(
                    Reason.UNKNOWN_INSTANCE, "consumer " + name + " of " + group + " was deleted");
        }
    }

    private PullSource source() {
        PullSource now = reading();
        PullRefused failure = now.failure();
        if (failure != null) {
            throw failure;
        }
        return now;
    }

    /** What is read, even if there is nothing to be expected from it. */
    private synchronized PullSource reading() {
        requireAlive();
        follow();
        PullSource now = source;
        if (now == null) {
            throw PullRefused.of(
                    Reason.STATE,
                    "consumer "
                            + name
                            + " reads nothing yet: POST its subscription or its assignments");
        }
        return now;
    }

    /**
     * The next records; waits for the first of them.
     *
     * @param retry the number that this batch is to have: the last one's gives the same records
     *     again, the one after it the next; null for the next in any case
     */
    public PullBatch poll(long timeoutMs, long bytesMax, @Nullable Long retry)
            throws InterruptedException {
        return polls.poll(timeoutMs, bytesMax, retry);
    }

    /** The next offset of each partition after everything that was delivered. */
    public Map<TopicPartition, Long> delivered() {
        return reading().positions().delivered();
    }

    /**
     * Commits the offsets of the next records to process, in the group's name.
     *
     * @param notes what the client wants to find beside an offset
     */
    public void commit(Map<TopicPartition, Long> nextOffsets, Map<TopicPartition, String> notes)
            throws InterruptedException {
        long beginNs = services.clock().nanoTime();
        while (true) {
            PullSource now = sourceOrNone();
            Answer<Committed> answer = now.commit(nextOffsets, notes).join();
            if (!(answer instanceof Answer.Refused<Committed> refused)) {
                return;
            }
            boolean isLate = services.clock().nanoTime() - beginNs >= COMMIT_NS;
            if (isLate || !mayPass(refused.rejected())) {
                throw PullRefused.by(refused.rejected());
            }
            LockSupport.parkNanos(RETRY_NS);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    /** Who reads nothing may commit all the same, as one who is no member. */
    private synchronized PullSource sourceOrNone() {
        requireAlive();
        PullSource now = source;
        return now == null ? PullSource.assigned(services, options, group, Set.of(), wake) : now;
    }

    private static boolean mayPass(Rejected why) {
        return switch (why.reason()) {
            case STALE_MEMBER_EPOCH,
                    COORDINATOR_LOAD_IN_PROGRESS,
                    COORDINATOR_NOT_AVAILABLE,
                    NOT_COORDINATOR,
                    NETWORK_EXCEPTION,
                    UNKNOWN_MEMBER_ID ->
                    true;
            default -> false;
        };
    }

    /** What the group has committed of these. */
    public Map<TopicPartition, Position> committed(List<TopicPartition> partitions) {
        requireAlive();
        return given(services.calls().positions(group, partitions).join());
    }

    /**
     * Reads on from there.
     *
     * @param waitMs how long a partition that is not assigned may take to be
     */
    public void seek(Map<TopicPartition, Long> offsets, long waitMs) throws InterruptedException {
        PullSource now = reading();
        long beginNs = services.clock().nanoTime();
        while (!now.positions().assigned().containsAll(offsets.keySet())) {
            if (services.clock().nanoTime() - beginNs >= waitMs * 1_000_000) {
                throw PullRefused.of(
                        Reason.STATE,
                        "not all of "
                                + offsets.keySet()
                                + " are assigned to consumer "
                                + name
                                + ", which has "
                                + now.positions().assigned()
                                + " now");
            }
            LockSupport.parkNanos(RETRY_NS / 10);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            now = reading();
        }
        offsets.forEach(now.positions()::seek);
        now.sought();
    }

    private static <T> T given(Answer<T> answer) {
        return switch (answer) {
            case Answer.Given<T> given -> given.value();
            case Answer.Refused<T> refused -> throw PullRefused.by(refused.rejected());
        };
    }

    /**
     * Ends for good; polls that wait are told.
     *
     * @param isWanted whether its client says so
     */
    CompletableFuture<?> end(boolean isWanted) {
        PullSource last;
        synchronized (this) {
            isOver = true;
            last = source;
            source = null;
        }
        wake.release();
        return last == null ? CompletableFuture.completedFuture(null) : last.end(isWanted);
    }
}
