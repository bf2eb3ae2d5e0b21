package io.taffrail.gateway.coordinator.api;

import io.taffrail.gateway.coordinator.Call;
import io.taffrail.gateway.coordinator.ShardPorts;
import io.taffrail.gateway.coordinator.ShardRuntime;
import io.taffrail.gateway.coordinator.group.DirectoryRequest.SurveyGroups;
import io.taffrail.gateway.coordinator.group.GroupEntry;
import io.taffrail.gateway.coordinator.group.GroupMachine;
import io.taffrail.gateway.coordinator.group.GroupRequest;
import io.taffrail.gateway.coordinator.group.GroupSettings;
import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.OwnGroups;
import io.taffrail.kernel.config.EffectiveConfigs;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.metadata.CoordinatedTopics;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.TopicImage;
import io.taffrail.protocol.api.CoordinatorShards;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The group coordinator of this gateway: the shards of {@code __consumer_offsets} that it owns. */
public final class GroupCoordinator implements Shards, OwnGroups, AutoCloseable {

    private static final String TOPIC = CoordinatedTopics.CONSUMER_OFFSETS;

    private final ShardPorts ports;
    private final Map<String, String> properties;
    private final ShardRuntime<GroupRequest<?>, GroupEntry> runtime;
    private volatile GroupSettings settings = GroupSettings.DEFAULT;

    /**
     * @param properties settings in Kafka's names that hold here where the cluster has none
     */
    public GroupCoordinator(ShardPorts ports, Map<String, String> properties) {
        this.ports = ports;
        this.properties = Map.copyOf(properties);
        this.runtime =
                new ShardRuntime<>(
                        ports, TOPIC, () -> new GroupMachine(() -> settings), new GroupRecords());
    }

    /** Takes over what the controller assigned to this gateway, and lets go of the rest. */
    public void follow(MetadataImage image) {
        settings = GroupSettings.of(new EffectiveConfigs(image, ports.nodeId(), properties));
        runtime.follow(image);
    }

    @Override
    public <R> CompletableFuture<Answer<R>> ask(GroupRequest<R> request) {
        var answer = new CompletableFuture<Answer<R>>();
        return submit(request.groupId(), Call.of(request, answer), answer);
    }

    @Override
    public <R> CompletableFuture<Answer<R>> askInOrder(GroupRequest<R> request, long sentAfterNs) {
        var answer = new CompletableFuture<Answer<R>>();
        return submit(request.groupId(), Call.inOrder(request, answer, sentAfterNs), answer);
    }

    private <R> CompletableFuture<Answer<R>> submit(
            String groupId,
            Call<? extends GroupRequest<?>> call,
            CompletableFuture<Answer<R>> answer) {
        TopicImage topic = ports.image().get().topic(TOPIC);
        if (topic == null) {
            return CompletableFuture.completedFuture(
                    Answer.refused(
                            Rejection.NOT_COORDINATOR,
                            "there is no group yet: find the coordinator first"));
        }
        runtime.submit(CoordinatorShards.shardOf(groupId, topic.partitions().size()), call);
        return answer;
    }

    @Override
    public <R> CompletableFuture<List<Answer<R>>> askAll(GroupRequest<R> request) {
        return runtime.owned()
                .thenCompose(shards -> {
                    var answers = new ArrayList<CompletableFuture<Answer<R>>>();
                    for (int shard : shards) {
                        var answer = new CompletableFuture<Answer<R>>();
                        runtime.submit(shard, Call.of(request, answer));
                        answers.add(answer);
                    }
                    return CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new))
                            .thenApply(_ -> answers.stream().map(CompletableFuture::join).toList());
                });
    }

    @Override
    public CompletableFuture<List<OwnGroup>> survey() {
        return askAll(new SurveyGroups())
                .thenApply(answers -> {
                    List<OwnGroup> groups = new ArrayList<>();
                    for (Answer<List<OwnGroup>> answer : answers) {
                        if (answer instanceof Answer.Given<List<OwnGroup>> given) {
                            groups.addAll(given.value());
                        }
                    }
                    return groups;
                });
    }

    /** Ends its thread; what is asked from then on gets no answer. */
    @Override
    public void close() {
        ports.loop().close();
    }
}
