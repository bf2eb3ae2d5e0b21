package io.taffrail.controller.decide;

import io.taffrail.kernel.metadata.MetadataEvent;
import io.taffrail.kernel.metadata.MetadataEvent.ChangeReason;
import io.taffrail.kernel.metadata.MetadataEvent.PartitionChanged;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.kernel.metadata.TopicImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Who leads when nodes go and come. Elected is who is in sync, or else who is eligible, for either
 * has every acknowledged record; where none of them is alive the partition waits without a leader.
 * Only a topic that says so ({@code unclean.leader.election.enable}) gives records up to go on.
 */
final class ElectionRules {

    private final EligibleReplicas eligible;
    private final MetadataImage image;
    private final Set<Integer> draining;

    private ElectionRules(MetadataImage image) {
        this.image = image;
        this.eligible = new EligibleReplicas(image);
        this.draining = DrainRules.draining(image);
    }

    /** A partition after an election, and how it came about. */
    record Elected(PartitionImage partition, ChangeReason reason) {}

    /**
     * What changes when the node serves no more: it leaves every ISR that has another member, and
     * each partition that it leads gets another leader, or none.
     */
    static List<MetadataEvent> whenGone(MetadataImage image, int nodeId, ChangeReason ofLeader) {
        var rules = new ElectionRules(image);
        return rules.changes((topic, partition) ->
                partition.leader() == nodeId || partition.isr().contains(nodeId)
                        ? rules.without(topic.name(), partition, nodeId, ofLeader)
                        : null);
    }

    /** What changes when the node serves again: it leads what waited for it. */
    static List<MetadataEvent> whenBack(MetadataImage image, int nodeId) {
        var rules = new ElectionRules(image);
        return rules.changes((topic, partition) ->
                !partition.hasLeader() && partition.hasReplica(nodeId)
                        ? rules.elect(
                                topic.name(),
                                partition,
                                partition.isr(),
                                partition.elr(),
                                id -> id == nodeId,
                                ChangeReason.LEADER_RETURNED)
                        : null);
    }

    /**
     * What changes when a node comes back without what it had: nothing of its past counts. A
     * partition that has no other replica keeps it, because nobody else could ever lead.
     */
    static List<MetadataEvent> whenLost(MetadataImage image, int nodeId) {
        var rules = new ElectionRules(image);
        return rules.changes((topic, partition) -> {
            boolean counts = partition.isr().contains(nodeId) || partition.elr().contains(nodeId);
            if (!counts || partition.replicas().size() == 1) {
                return null;
            }
            List<Integer> isr = except(partition.isr(), nodeId);
            List<Integer> elr = except(partition.elr(), nodeId);
            Elected elected =
                    partition.hasLeader()
                            ? null
                            : rules.elect(
                                    topic.name(),
                                    partition,
                                    isr,
                                    elr,
                                    rules.eligible::isActive,
                                    ChangeReason.LEADER_ELECTED);
            return elected != null
                    ? elected
                    : new Elected(partition.withIsr(isr, elr), ChangeReason.REPLICA_LOST);
        });
    }

    /** What changes when settings do: who may no longer be eligible, and who may lead uncleanly. */
    static List<MetadataEvent> whenConfigured(MetadataImage after) {
        var rules = new ElectionRules(after);
        return rules.changes((topic, partition) -> {
            boolean isEnough =
                    partition.isr().size() >= rules.eligible.neededInSync(topic.name(), partition);
            if (isEnough && !partition.elr().isEmpty()) {
                return new Elected(
                        partition.withIsr(partition.isr(), List.of()), ChangeReason.ELR_CLEARED);
            }
            return partition.hasLeader()
                    ? null
                    : rules.elect(
                            topic.name(),
                            partition,
                            partition.isr(),
                            partition.elr(),
                            rules.eligible::isActive,
                            ChangeReason.LEADER_ELECTED);
        });
    }

    /**
     * The partition under whoever is alive, also one that may lack acknowledged records; null when
     * no replica is alive.
     */
    static @Nullable Elected uncleanly(
            MetadataImage image, String topic, PartitionImage partition) {
        var rules = new ElectionRules(image);
        return rules.elect(
                topic,
                partition,
                partition.isr(),
                partition.elr(),
                rules.eligible::isActive,
                ChangeReason.LEADER_ELECTED,
                true);
    }

    private interface Rule {
        @Nullable Elected apply(TopicImage topic, PartitionImage partition);
    }

    private List<MetadataEvent> changes(Rule rule) {
        var events = new ArrayList<MetadataEvent>();
        for (TopicImage topic : image.topics()) {
            for (PartitionImage partition : topic.partitions()) {
                Elected elected = rule.apply(topic, partition);
                if (elected != null) {
                    events.add(
                            new PartitionChanged(
                                    topic.id(), elected.partition(), elected.reason()));
                }
            }
        }
        return events;
    }

    private @Nullable Elected without(
            String topic, PartitionImage partition, int nodeId, ChangeReason ofLeader) {
        List<Integer> others = except(partition.isr(), nodeId);
        // The last one stays named: it has everything, and waits to be back.
        List<Integer> isr = others.isEmpty() ? partition.isr() : others;
        List<Integer> elr = eligible.beside(topic, partition, isr);
        if (partition.leader() != nodeId) {
            return same(partition, isr, elr)
                    ? null
                    : new Elected(partition.withIsr(isr, elr), ChangeReason.REPLICA_FENCED);
        }
        Elected elected =
                elect(
                        topic,
                        partition,
                        isr,
                        elr,
                        id -> id != nodeId && eligible.isActive(id),
                        ofLeader);
        // Without a successor the epoch rises all the same, so that the old leader is fenced.
        return elected != null
                ? elected
                : new Elected(partition.withLeader(PartitionImage.NO_LEADER, isr, elr), ofLeader);
    }

    /**
     * The first in the order of preference that has everything and can; null when there is none.
     */
    private @Nullable Elected elect(
            String topic,
            PartitionImage partition,
            List<Integer> isr,
            List<Integer> elr,
            IntPredicate canLead,
            ChangeReason reason) {
        return elect(topic, partition, isr, elr, canLead, reason, eligible.mayBeUnclean(topic));
    }

    private @Nullable Elected elect(
            String topic,
            PartitionImage partition,
            List<Integer> isr,
            List<Integer> elr,
            IntPredicate canLead,
            ChangeReason reason,
            boolean mayBeUnclean) {
        Integer inSync = first(partition, id -> isr.contains(id) && canLead.test(id));
        if (inSync != null) {
            return new Elected(partition.withLeader(inSync, isr, elr), reason);
        }
        Integer outside = first(partition, id -> elr.contains(id) && canLead.test(id));
        if (outside != null) {
            List<Integer> alone = List.of(outside);
            return new Elected(
                    partition.withLeader(outside, alone, eligible.beside(topic, partition, alone)),
                    ChangeReason.ELIGIBLE_LEADER_ELECTED);
        }
        Integer any = mayBeUnclean ? first(partition, canLead) : null;
        return any == null
                ? null
                : new Elected(
                        partition.withLeader(any, List.of(any), List.of()),
                        ChangeReason.UNCLEAN_LEADER_ELECTED);
    }

    /** One that is being drained comes after all others, but before nobody. */
    private @Nullable Integer first(PartitionImage partition, IntPredicate wanted) {
        Integer drained = null;
        for (int id : partition.replicas()) {
            if (wanted.test(id)) {
                if (!draining.contains(id)) {
                    return id;
                }
                drained = drained == null ? id : drained;
            }
        }
        return drained;
    }

    private static boolean same(PartitionImage partition, List<Integer> isr, List<Integer> elr) {
        return partition.isr().equals(isr) && partition.elr().equals(elr);
    }

    private static List<Integer> except(List<Integer> ids, int nodeId) {
        return ids.stream().filter(id -> id != nodeId).toList();
    }
}
