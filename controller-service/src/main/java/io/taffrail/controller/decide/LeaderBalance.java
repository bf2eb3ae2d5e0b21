package io.taffrail.controller.decide;

import io.taffrail.controller.command.ControllerCommand.PartitionName;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.kernel.metadata.TopicImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which partitions should be led by their first replica again. Replicas are placed so that first
 * ones are spread evenly; each restart moves leadership away from a broker, and nothing else brings
 * it back.
 */
public final class LeaderBalance {

    /** Elections in one command; the rest comes with the next, so that the log is not held up. */
    public static final int ELECTIONS_MAX = 1_000;

    private LeaderBalance() {}

    private static final class Share {
        private int preferredCount;
        private int elsewhereCount;
        private final List<PartitionName> electable = new ArrayList<>();
    }

    /**
     * The partitions to elect the first replica of, at most {@link #ELECTIONS_MAX}.
     *
     * @param tolerancePercent how many of the partitions that should be led by a broker may be led
     *     by others before it is worth an election, 0..100
     */
    public static List<PartitionName> due(MetadataImage image, int tolerancePercent) {
        Map<Integer, Share> shares = new TreeMap<>();
        for (TopicImage topic : image.topics()) {
            for (PartitionImage partition : topic.partitions()) {
                count(image, shares, topic.name(), partition);
            }
        }
        var due = new ArrayList<PartitionName>();
        for (Share share : shares.values()) {
            boolean isImbalanced =
                    share.elsewhereCount * 100L > (long) tolerancePercent * share.preferredCount;
            if (isImbalanced) {
                due.addAll(share.electable);
            }
        }
        return due.size() <= ELECTIONS_MAX ? due : due.subList(0, ELECTIONS_MAX);
    }

    private static void count(
            MetadataImage image,
            Map<Integer, Share> shares,
            String topic,
            PartitionImage partition) {
        int preferred = partition.replicas().getFirst();
        Share share = shares.computeIfAbsent(preferred, _ -> new Share());
        share.preferredCount++;
        if (partition.leader() != preferred) {
            share.elsewhereCount++;
        }
        if (RequestedElections.isPreferredElectable(image, partition)) {
            share.electable.add(new PartitionName(topic, partition.partition()));
        }
    }
}
