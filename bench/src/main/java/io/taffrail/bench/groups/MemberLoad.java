package io.taffrail.bench.groups;

import io.taffrail.bench.LoadOptions;
import io.taffrail.protocol.client.ClientConfig;
import io.taffrail.protocol.client.NodeAddress;
import io.taffrail.protocol.client.NodeClient;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData.TopicPartitions;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * Many members join one group at once (KIP-848): prints {@code members=… seconds=… heartbeats=…},
 * the time until every partition is read by one member and all have reached the group's epoch. They
 * keep to the interval that the coordinator asks for.
 */
public final class MemberLoad {

    private static final String GROUP = "many-members";
    private static final long GIVE_UP_NS = 120_000_000_000L;
    private static final long LOOK_NS = 20_000_000;

    private final Coordinators coordinators;
    private final String topic;
    private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
    private final List<Member> members = new ArrayList<>();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    /** What one member knows; changed by one answer at a time. */
    private static final class Member {
        final String id;
        volatile int epoch;
        volatile int owned;
        volatile boolean isSettled;
        volatile int heartbeats;
        List<TopicPartitions> assigned = List.of();

        Member(String id) {
            this.id = id;
        }
    }

    private MemberLoad(Coordinators coordinators, LoadOptions options) {
        this.coordinators = coordinators;
        this.topic = options.text("topic");
        for (int i = 0; i < options.count("members", 1_000); i++) {
            members.add(new Member("member-" + i));
        }
    }

    public static void main(String[] args) {
        var options = new LoadOptions(args, "bootstrap", "topic", "members", "partitions");
        List<NodeAddress> bootstrap =
                Arrays.stream(options.text("bootstrap").split(",", -1))
                        .map(NodeAddress::parse)
                        .toList();
        // Each connection carries the requests of a quarter of the members at once.
        var config = ClientConfig.named("member-load");
        try (var client = new NodeClient(config)) {
            var load = new MemberLoad(new Coordinators(client, bootstrap), options);
            load.run(options.count("partitions", 1_000));
            load.timers.shutdownNow();
        }
    }

    private void run(int partitions) {
        long startNs = System.nanoTime();
        members.forEach(member -> beat(member, List.of()));
        while (!isAtRest(partitions)) {
            Throwable failed = failure.get();
            if (failed != null || System.nanoTime() - startNs > GIVE_UP_NS) {
                throw new IllegalStateException("the group does not come to rest", failed);
            }
            LockSupport.parkNanos(LOOK_NS);
        }
        System.out.printf(
                "members=%d seconds=%.2f heartbeats=%d%n",
                members.size(),
                (System.nanoTime() - startNs) / 1e9,
                members.stream().mapToInt(member -> member.heartbeats).sum());
    }

    private boolean isAtRest(int partitions) {
        int epoch = members.stream().mapToInt(member -> member.epoch).max().orElse(0);
        int read = 0;
        for (Member member : members) {
            if (member.epoch != epoch || !member.isSettled) {
                return false;
            }
            read += member.owned;
        }
        return read == partitions;
    }

    /**
     * @param owned null when it is as it was said before
     */
    private void beat(Member member, @Nullable List<TopicPartitions> owned) {
        var request =
                new ConsumerGroupHeartbeatRequestData()
                        .setGroupId(GROUP)
                        .setMemberId(member.id)
                        .setMemberEpoch(member.epoch)
                        .setTopicPartitions(owned);
        if (member.epoch == 0) {
            request.setRebalanceTimeoutMs(60_000).setSubscribedTopicNames(List.of(topic));
        }
        coordinators
                .ask(
                        GROUP,
                        request,
                        ConsumerGroupHeartbeatResponseData.class,
                        response -> Errors.forCode(response.errorCode()))
                .thenAccept(response -> take(member, response))
                .whenComplete((_, failed) -> failure.compareAndSet(null, failed));
    }

    private void take(Member member, ConsumerGroupHeartbeatResponseData response) {
        Errors error = Errors.forCode(response.errorCode());
        if (error != Errors.NONE) {
            throw new IllegalStateException(
                    member.id + ": " + error + " " + response.errorMessage());
        }
        member.heartbeats++;
        member.epoch = response.memberEpoch();
        var assignment = response.assignment();
        if (assignment == null) {
            member.isSettled = true;
            timers.schedule(
                    () -> beat(member, null),
                    response.heartbeatIntervalMs(),
                    TimeUnit.MILLISECONDS);
            return;
        }
        member.isSettled = false;
        member.assigned =
                assignment.topicPartitions().stream()
                        .map(of ->
                                new TopicPartitions()
                                        .setTopicId(of.topicId())
                                        .setPartitions(of.partitions()))
                        .toList();
        member.owned = member.assigned.stream().mapToInt(of -> of.partitions().size()).sum();
        // What was to be let go is let go at once, and said.
        beat(member, member.assigned);
    }
}
