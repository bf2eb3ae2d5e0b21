package io.taffrail.controller.quorum;

import io.taffrail.controller.command.CommandReply;
import io.taffrail.controller.command.StampedCommand;
import io.taffrail.controller.decide.Decider;
import io.taffrail.kernel.machine.Decision;
import io.taffrail.kernel.metadata.MetadataEntry;
import io.taffrail.kernel.metadata.MetadataEvent;
import io.taffrail.kernel.metadata.MetadataImage;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The state that a log of commands has led to. One thread applies; separate from the logs so that
 * the real one and the one in memory cannot differ in what they make of a command.
 */
final class AppliedState {

    private final List<MetadataLog.Listener> listeners = new CopyOnWriteArrayList<>();
    private volatile MetadataImage image = MetadataImage.EMPTY;

    void listen(MetadataLog.Listener listener) {
        listeners.add(listener);
    }

    MetadataImage image() {
        return image;
    }

    CommandReply apply(long index, StampedCommand stamped) {
        MetadataImage before = image;
        Decision<MetadataEvent, CommandReply> decision = Decider.decide(before, index, stamped);
        var entry =
                new MetadataEntry(
                        index,
                        stamped.stamp().nowMs(),
                        stamped.stamp().principal(),
                        decision.events());
        MetadataImage after = before.evolve(entry);
        image = after;
        for (MetadataLog.Listener listener : listeners) {
            listener.onApplied(entry, before, after);
        }
        return decision.reply();
    }

    void replace(MetadataImage snapshot) {
        image = snapshot;
        for (MetadataLog.Listener listener : listeners) {
            listener.onSnapshot(snapshot);
        }
    }

    void lead(boolean isLeader) {
        for (MetadataLog.Listener listener : listeners) {
            listener.onLeadership(isLeader);
        }
    }
}
