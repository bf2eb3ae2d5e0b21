package io.taffrail.broker.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Decides which syncs go into the journal together and which run for themselves. The journal writes
 * every byte a second time, which pays as soon as it saves a sync: so a log that is synced again
 * and again while no other is has its own syncs, and as soon as there are more they share the
 * journal's. What is much is written once in any case.
 */
final class CommitPlan {

    /** The share of a frame's bytes beyond which a tail is long enough for a sync of its own. */
    private static final int LONG_TAIL_SHARE = 4;

    /** The first of those that run for themselves is told of with the last. */
    private static final int ALONE_MAX = 8;

    private final int roomBytes;
    private @Nullable String onlyLog;

    /**
     * Syncs that are done and told of at once.
     *
     * @param isShared whether by the journal; otherwise one after the other
     */
    record Step<T>(List<T> syncs, boolean isShared) {}

    /**
     * @param roomBytes of a frame of the journal
     */
    CommitPlan(int roomBytes) {
        this.roomBytes = roomBytes;
    }

    /** What to do with those that wait, in this order. */
    <T> List<Step<T>> steps(List<T> waiting, Function<T, SyncTask> taskOf) {
        boolean isOnlyLog = isOnlyLog(taskOf.apply(waiting.getFirst()), waiting.size());
        var steps = new ArrayList<Step<T>>();
        var alone = new ArrayList<T>();
        int room = 0;
        for (T sync : waiting) {
            LogTail tail = taskOf.apply(sync).tail();
            if (tail == null || isOnlyLog || tail.bytes() > roomBytes / LONG_TAIL_SHARE) {
                alone.add(sync);
                continue;
            }
            int bytes = JournalFrame.sizeOf(tail);
            if (bytes > room) {
                steps.add(new Step<>(new ArrayList<>(), true));
                room = roomBytes;
            }
            steps.getLast().syncs().add(sync);
            room -= bytes;
        }
        for (int from = 0; from < alone.size(); from += ALONE_MAX) {
            int to = Math.min(alone.size(), from + ALONE_MAX);
            steps.add(new Step<>(alone.subList(from, to), false));
        }
        return steps;
    }

    /** Whether it waits by itself, and was the one that did so before. */
    private boolean isOnlyLog(SyncTask first, int count) {
        String log = count == 1 ? first.log() : null;
        boolean isOnly = log != null && log.equals(onlyLog);
        onlyLog = log;
        return isOnly;
    }
}
