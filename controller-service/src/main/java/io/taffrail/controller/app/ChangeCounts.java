package io.taffrail.controller.app;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.taffrail.controller.quorum.MetadataLog;
import io.taffrail.kernel.metadata.MetadataEntry;
import io.taffrail.kernel.metadata.MetadataEvent;
import io.taffrail.kernel.metadata.MetadataEvent.ChangeReason;
import io.taffrail.kernel.metadata.MetadataEvent.PartitionChanged;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.PartitionImage;
import org.jspecify.annotations.Nullable;

/**
 * Counts elections and changes of in-sync replicas, on the controller that leads and nowhere else:
 * so each is counted once in the cluster, and what a start reads again of the log is not counted
 * anew.
 */
final class ChangeCounts implements MetadataLog.Listener {

    private final MetadataLog log;
    private final Counter controllerElections;
    private final Counter elections;
    private final Counter uncleanElections;
    private final Counter shrinks;
    private final Counter expands;

    ChangeCounts(MetadataLog log, MeterRegistry registry) {
        this.log = log;
        this.controllerElections =
                Counter.builder("taffrail.controller.elections")
                        .description("How often this controller has become the leader")
                        .register(registry);
        this.elections = elections(registry, false);
        this.uncleanElections = elections(registry, true);
        this.shrinks = isrChanges(registry, "shrink");
        this.expands = isrChanges(registry, "expand");
    }

    private static Counter elections(MeterRegistry registry, boolean isUnclean) {
        return Counter.builder("taffrail.partition.leader.elections")
                .description("Leaders of partitions that this controller has elected")
                .tag("unclean", Boolean.toString(isUnclean))
                .register(registry);
    }

    private static Counter isrChanges(MeterRegistry registry, String kind) {
        return Counter.builder("taffrail.isr.changes")
                .description("In-sync replicas of a partition that became fewer or more")
                .tag("kind", kind)
                .register(registry);
    }

    /** Elections whose leader may lack acknowledged records. */
    double uncleanElections() {
        return uncleanElections.count();
    }

    /** All elections. */
    double elections() {
        return elections.count() + uncleanElections.count();
    }

    @Override
    public void onApplied(MetadataEntry entry, MetadataImage before, MetadataImage after) {
        if (!log.isLeader()) {
            return;
        }
        for (MetadataEvent event : entry.events()) {
            if (event instanceof PartitionChanged changed) {
                PartitionImage now = changed.partition();
                count(before.partition(changed.topicId(), now.partition()), now, changed.reason());
            }
        }
    }

    private void count(@Nullable PartitionImage known, PartitionImage now, ChangeReason reason) {
        if (known == null) {
            return;
        }
        if (now.hasLeader() && now.leader() != known.leader()) {
            boolean isUnclean = reason == ChangeReason.UNCLEAN_LEADER_ELECTED;
            (isUnclean ? uncleanElections : elections).increment();
        }
        if (!now.isr().containsAll(known.isr())) {
            shrinks.increment();
        }
        if (!known.isr().containsAll(now.isr())) {
            expands.increment();
        }
    }

    @Override
    public void onSnapshot(MetadataImage image) {}

    @Override
    public void onLeadership(boolean isLeader) {
        if (isLeader) {
            controllerElections.increment();
        }
    }
}
