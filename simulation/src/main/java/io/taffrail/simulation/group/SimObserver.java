package io.taffrail.simulation.group;

import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.simulation.cluster.SimNetwork;
import io.taffrail.simulation.cluster.SimProcess;
import io.taffrail.simulation.cluster.SimScheduler;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Somebody outside of the group who asks again and again how far it has come, as {@code
 * kafka-consumer-groups} does. It names no epoch that a coordinator could refuse, and may ask one
 * that has lost the group without knowing it.
 */
final class SimObserver {

    private static final long MS = 1_000_000;

    private final Random random;
    private final GroupTruth truth;
    private final SimProcess process;
    private final SimGroupCalls calls;
    private final List<TopicPartition> partitions;
    private MetadataImage image = MetadataImage.EMPTY;

    SimObserver(
            int address,
            SimScheduler scheduler,
            SimNetwork network,
            Function<Integer, @Nullable SimGateway> gateways,
            int partitions,
            Random random,
            GroupTruth truth) {
        this.random = random;
        this.truth = truth;
        this.process = new SimProcess(scheduler);
        this.calls =
                new SimGroupCalls(
                        address, "observer", process, scheduler, network, () -> image, gateways);
        this.partitions =
                IntStream.range(0, partitions)
                        .mapToObj(each -> new TopicPartition(SimOwnership.ORDERS, each))
                        .toList();
    }

    void learn(MetadataImage news) {
        process.run(() -> image = news);
    }

    void start() {
        process.after(random.nextLong(200 * MS), this::lookOn);
    }

    private void lookOn() {
        int[] moments =
                partitions.stream().mapToInt(each -> truth.moment(each.partition())).toArray();
        truth.watch(
                calls.committed(SimMember.GROUP, partitions)
                        .thenAccept(answer -> {
                            if (answer instanceof Answer.Given<Map<TopicPartition, Long>> given) {
                                for (TopicPartition each : partitions) {
                                    truth.onFetched(
                                            each.partition(),
                                            given.value().get(each),
                                            moments[each.partition()]);
                                }
                            }
                        }));
        process.after(1 + random.nextLong(200 * MS), this::lookOn);
    }
}
