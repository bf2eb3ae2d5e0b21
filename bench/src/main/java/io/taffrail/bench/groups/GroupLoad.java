package io.taffrail.bench.groups;

import io.taffrail.bench.LoadOptions;
import io.taffrail.protocol.client.ClientConfig;
import io.taffrail.protocol.client.NodeAddress;
import io.taffrail.protocol.client.NodeClient;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.ConcurrentHistogram;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * Commits, and what a takeover costs; the same requests to whoever coordinates.
 *
 * <ul>
 *   <li>{@code --action commits}: {@code --groups} committers, each with one commit under way, for
 *       {@code --seconds}
 *   <li>{@code --action fill}: one commit of each of {@code --groups} groups
 *   <li>{@code --action takeover --pid P}: ends that gateway at once, and asks each of {@code
 *       --groups} groups for its offset
 * </ul>
 */
public final class GroupLoad {

    private static final int UNDER_WAY_MAX = 256;

    private final Coordinators coordinators;
    private final String topic;
    private final int groups;
    private final Uuid topicId;

    private GroupLoad(Coordinators coordinators, LoadOptions options, Uuid topicId) {
        this.topicId = topicId;
        this.coordinators = coordinators;
        this.topic = options.text("topic");
        this.groups = options.count("groups", 100);
    }

    public static void main(String[] args) throws Exception {
        var options =
                new LoadOptions(args, "bootstrap", "topic", "action", "groups", "seconds", "pid");
        List<NodeAddress> bootstrap =
                Arrays.stream(options.text("bootstrap").split(",", -1))
                        .map(NodeAddress::parse)
                        .toList();
        try (var client = new NodeClient(ClientConfig.named("group-load"))) {
            var load =
                    new GroupLoad(new Coordinators(client, bootstrap), options, topicId(options));
            switch (options.text("action")) {
                case "commits" -> load.commits(options.count("seconds", 10));
                case "fill" -> load.each("fill", load::commit);
                case "takeover" -> {
                    load.each("before", load::fetch);
                    boolean isKilled =
                            ProcessHandle.of(options.count("pid", 0))
                                    .map(ProcessHandle::destroyForcibly)
                                    .orElse(false);
                    if (!isKilled) {
                        throw new IllegalArgumentException("--pid is no process to be killed");
                    }
                    load.each("takeover", load::fetch);
                }
                case String other ->
                        throw new IllegalArgumentException(
                                "--action is commits, fill or takeover, not " + other);
            }
        }
    }

    /** Newer versions of the protocol call a topic by its id. */
    private static Uuid topicId(LoadOptions options) throws Exception {
        Map<String, Object> settings =
                Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, options.text("bootstrap"));
        String topic = options.text("topic");
        try (Admin admin = Admin.create(settings)) {
            return admin.describeTopics(List.of(topic))
                    .allTopicNames()
                    .get()
                    .values()
                    .iterator()
                    .next()
                    .topicId();
        }
    }

    private interface Work {
        CompletableFuture<?> of(int group);
    }

    private void each(String what, Work work) throws InterruptedException {
        long startNs = System.nanoTime();
        var free = new Semaphore(UNDER_WAY_MAX);
        var failure = new AtomicReference<@Nullable Throwable>();
        for (int group = 0; group < groups; group++) {
            free.acquire();
            work.of(group)
                    .whenComplete((_, failed) -> {
                        failure.compareAndSet(null, failed);
                        free.release();
                    });
        }
        free.acquire(UNDER_WAY_MAX);
        if (failure.get() != null) {
            throw new IllegalStateException(failure.get());
        }
        System.out.printf(
                "what=%s groups=%d seconds=%.2f%n",
                what, groups, (System.nanoTime() - startNs) / 1e9);
    }

    private void commits(int seconds) throws Exception {
        each("warm-up", this::commit);
        var latencies = new ConcurrentHistogram(3);
        var count = new AtomicLong();
        long startNs = System.nanoTime();
        long endNs = startNs + seconds * 1_000_000_000L;
        var all = new CompletableFuture<?>[groups];
        for (int group = 0; group < groups; group++) {
            all[group] = commitOn(group, endNs, count, latencies);
        }
        CompletableFuture.allOf(all).get();
        double tookS = (System.nanoTime() - startNs) / 1e9;
        System.out.printf(
                "what=commits groups=%d commits_per_s=%.0f p50_ms=%.2f p99_ms=%.2f%n",
                groups,
                count.get() / tookS,
                latencies.getValueAtPercentile(50) / 1e3,
                latencies.getValueAtPercentile(99) / 1e3);
    }

    private CompletableFuture<?> commitOn(
            int group, long endNs, AtomicLong count, ConcurrentHistogram latencies) {
        long sentNs = System.nanoTime();
        if (sentNs >= endNs) {
            return CompletableFuture.completedFuture(null);
        }
        return commit(group)
                .thenComposeAsync(_ -> {
                    latencies.recordValue((System.nanoTime() - sentNs) / 1_000);
                    count.incrementAndGet();
                    return commitOn(group, endNs, count, latencies);
                });
    }

    private CompletableFuture<?> commit(int group) {
        var partition =
                new OffsetCommitRequestPartition().setPartitionIndex(0).setCommittedOffset(1);
        var request =
                new OffsetCommitRequestData()
                        .setGroupId(name(group))
                        .setGenerationIdOrMemberEpoch(-1)
                        .setTopics(
                                List.of(
                                        new OffsetCommitRequestTopic()
                                                .setName(topic)
                                                .setTopicId(topicId)
                                                .setPartitions(List.of(partition))));
        return coordinators
                .ask(name(group), request, OffsetCommitResponseData.class, GroupLoad::outcome)
                .thenAccept(response -> require(outcome(response)));
    }

    private CompletableFuture<?> fetch(int group) {
        var request =
                new OffsetFetchRequestData()
                        .setGroups(
                                List.of(
                                        new OffsetFetchRequestGroup()
                                                .setGroupId(name(group))
                                                .setTopics(null)));
        return coordinators
                .ask(
                        name(group),
                        request,
                        OffsetFetchResponseData.class,
                        response -> Errors.forCode(response.groups().getFirst().errorCode()))
                .thenAccept(response -> {
                    var found = response.groups().getFirst();
                    require(Errors.forCode(found.errorCode()));
                    if (found.topics().isEmpty()) {
                        throw new IllegalStateException(name(group) + " has lost its offset");
                    }
                });
    }

    private static String name(int group) {
        return "load-" + group;
    }

    private static Errors outcome(OffsetCommitResponseData response) {
        return Errors.forCode(response.topics().getFirst().partitions().getFirst().errorCode());
    }

    private static void require(Errors error) {
        if (error != Errors.NONE) {
            throw new IllegalStateException(error.name());
        }
    }
}
