package io.taffrail.controller.quorum;

import io.taffrail.kernel.metadata.MetadataEntry;
import io.taffrail.kernel.metadata.MetadataImage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The last decided entries, kept for the nodes that follow the log, and a bell for those that wait.
 * Written by the thread that applies the log, read by any; a short lock guards it. A follower that
 * is further behind than what is kept gets the whole image.
 */
public final class EntryFeed implements MetadataLog.Listener {

    /** What one answer carries, so that a far follower does not take all of a node's memory. */
    private static final int ANSWER_EVENTS_MAX = 20_000;

    private final int eventsMax;
    private final ArrayDeque<MetadataEntry> recent = new ArrayDeque<>();
    private final Map<Long, Runnable> waiting = new HashMap<>();
    private int recentEvents;
    private long nextTicket;
    // Everything up to this index may have been forgotten.
    private long floorIndex;

    /**
     * @param eventsMax how many events are kept; the last entry is kept whatever its size
     */
    public EntryFeed(int eventsMax) {
        this.eventsMax = eventsMax;
    }

    @Override
    public void onApplied(MetadataEntry entry, MetadataImage before, MetadataImage after) {
        if (entry.events().isEmpty()) {
            return;
        }
        List<Runnable> bells;
        synchronized (this) {
            recent.addLast(entry);
            recentEvents += entry.events().size();
            while (recentEvents > eventsMax && recent.size() > 1) {
                MetadataEntry oldest = recent.removeFirst();
                recentEvents -= oldest.events().size();
                floorIndex = oldest.index();
            }
            bells = takeBells();
        }
        bells.forEach(Runnable::run);
    }

    @Override
    public void onSnapshot(MetadataImage image) {
        List<Runnable> bells;
        synchronized (this) {
            recent.clear();
            recentEvents = 0;
            floorIndex = image.appliedIndex();
            bells = takeBells();
        }
        bells.forEach(Runnable::run);
    }

    @Override
    public void onLeadership(boolean isLeader) {
        List<Runnable> bells;
        synchronized (this) {
            bells = takeBells();
        }
        bells.forEach(Runnable::run);
    }

    /**
     * The entries after that index, oldest first and none skipped; an empty list when there are
     * none yet, and nothing at all when they were forgotten and only the whole image helps.
     */
    public synchronized Optional<List<MetadataEntry>> after(long index) {
        if (index < floorIndex) {
            return Optional.empty();
        }
        // From the end, since most followers lack only what came last.
        var missing = new ArrayDeque<MetadataEntry>();
        var newestFirst = recent.descendingIterator();
        while (newestFirst.hasNext()) {
            MetadataEntry entry = newestFirst.next();
            if (entry.index() <= index) {
                break;
            }
            missing.addFirst(entry);
        }
        var entries = new ArrayList<MetadataEntry>();
        int events = 0;
        for (MetadataEntry entry : missing) {
            events += entry.events().size();
            if (!entries.isEmpty() && events > ANSWER_EVENTS_MAX) {
                break;
            }
            entries.add(entry);
        }
        return Optional.of(entries);
    }

    /**
     * Rings once when there is something after that index; at once when there is already.
     *
     * @return a ticket to stop waiting with
     */
    public long ring(long index, Runnable bell) {
        long ticket;
        synchronized (this) {
            ticket = nextTicket++;
            boolean isThere =
                    index < floorIndex || (!recent.isEmpty() && recent.getLast().index() > index);
            if (!isThere) {
                waiting.put(ticket, bell);
                return ticket;
            }
        }
        bell.run();
        return ticket;
    }

    public synchronized void stopWaiting(long ticket) {
        waiting.remove(ticket);
    }

    private List<Runnable> takeBells() {
        List<Runnable> bells = new ArrayList<>(waiting.values());
        waiting.clear();
        return bells;
    }
}
