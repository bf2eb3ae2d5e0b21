package io.taffrail.gateway.link.api;

import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.ClusterAdmin;
import io.taffrail.kernel.metadata.ConfigResource;
import io.taffrail.protocol.link.ControllerLink;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.kafka.common.message.AllocateProducerIdsRequestData;
import org.apache.kafka.common.message.AllocateProducerIdsResponseData;
import org.apache.kafka.common.message.CreatePartitionsRequestData;
import org.apache.kafka.common.message.CreatePartitionsResponseData;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.DeleteTopicsResponseData;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData;
import org.apache.kafka.common.message.IncrementalAlterConfigsResponseData;

/** Changes to the cluster, as requests to the active controller. */
public final class WireAdmin implements ClusterAdmin {

    private static final byte TOPIC_RESOURCE = 2;
    private static final byte BROKER_RESOURCE = 4;
    private static final byte SET = 0;
    private static final byte DELETE = 1;

    private final ControllerCalls controller;
    private final int nodeId;
    private final ProducerIdBlock ids = new ProducerIdBlock();

    public WireAdmin(Supplier<ControllerLink> link, int nodeId) {
        this.controller = new ControllerCalls(link);
        this.nodeId = nodeId;
    }

    @Override
    public CompletableFuture<Answer<Done>> createTopic(NewTopic topic, boolean validateOnly) {
        var creatable =
                new CreateTopicsRequestData.CreatableTopic()
                        .setName(topic.name())
                        .setNumPartitions(
                                topic.assignments().isEmpty() ? topic.partitionCount() : -1)
                        .setReplicationFactor(
                                topic.assignments().isEmpty() ? topic.replicationFactor() : -1);
        topic.assignments()
                .forEach((partition, replicas) ->
                        creatable
                                .assignments()
                                .add(
                                        new CreateTopicsRequestData.CreatableReplicaAssignment()
                                                .setPartitionIndex(partition)
                                                .setBrokerIds(replicas)));
        topic.configs()
                .forEach((name, value) ->
                        creatable
                                .configs()
                                .add(
                                        new CreateTopicsRequestData.CreatableTopicConfig()
                                                .setName(name)
                                                .setValue(value)));
        var request =
                new CreateTopicsRequestData()
                        .setTimeoutMs(ControllerCalls.TIMEOUT_MS)
                        .setValidateOnly(validateOnly);
        request.topics().add(creatable);
        return controller.send(
                request,
                CreateTopicsResponseData.class,
                response -> {
                    var result = response.topics().iterator().next();
                    return ControllerCalls.done(
                            result.errorCode(), result.errorMessage(), topic.name());
                });
    }

    @Override
    public CompletableFuture<Answer<Done>> deleteTopic(String topic) {
        var state = new DeleteTopicsRequestData.DeleteTopicState().setName(topic);
        return controller.send(
                new DeleteTopicsRequestData()
                        .setTimeoutMs(ControllerCalls.TIMEOUT_MS)
                        .setTopics(List.of(state)),
                DeleteTopicsResponseData.class,
                response -> {
                    var result = response.responses().iterator().next();
                    return ControllerCalls.done(result.errorCode(), result.errorMessage(), topic);
                });
    }

    @Override
    public CompletableFuture<Answer<Done>> createPartitions(String topic, int totalCount) {
        var request = new CreatePartitionsRequestData().setTimeoutMs(ControllerCalls.TIMEOUT_MS);
        request.topics()
                .add(
                        new CreatePartitionsRequestData.CreatePartitionsTopic()
                                .setName(topic)
                                .setCount(totalCount)
                                .setAssignments(null));
        return controller.send(
                request,
                CreatePartitionsResponseData.class,
                response -> {
                    var result = response.results().getFirst();
                    return ControllerCalls.done(result.errorCode(), result.errorMessage(), topic);
                });
    }

    @Override
    public CompletableFuture<Answer<Done>> alterConfigs(
            ConfigResource resource, List<ConfigChange> changes) {
        var altered =
                new IncrementalAlterConfigsRequestData.AlterConfigsResource()
                        .setResourceType(
                                switch (resource.type()) {
                                    case TOPIC -> TOPIC_RESOURCE;
                                    case BROKER -> BROKER_RESOURCE;
                                })
                        .setResourceName(resource.name());
        for (ConfigChange change : changes) {
            altered.configs()
                    .add(
                            new IncrementalAlterConfigsRequestData.AlterableConfig()
                                    .setName(change.name())
                                    .setValue(change.value())
                                    .setConfigOperation(change.value() == null ? DELETE : SET));
        }
        var request = new IncrementalAlterConfigsRequestData();
        request.resources().add(altered);
        return controller.send(
                request,
                IncrementalAlterConfigsResponseData.class,
                response -> {
                    var result = response.responses().getFirst();
                    return ControllerCalls.done(
                            result.errorCode(), result.errorMessage(), resource.toString());
                });
    }

    @Override
    public CompletableFuture<Answer<ProducerIdentity>> newProducerId() {
        Long kept = ids.take();
        if (kept != null) {
            return CompletableFuture.completedFuture(
                    Answer.of(new ProducerIdentity(kept, (short) 0)));
        }
        var request =
                new AllocateProducerIdsRequestData()
                        .setBrokerId(nodeId)
                        .setBrokerEpoch(controller.nodeEpoch());
        return controller.send(request, AllocateProducerIdsResponseData.class, this::allocated);
    }

    private Answer<ProducerIdentity> allocated(AllocateProducerIdsResponseData response) {
        if (Refusals.isError(response.errorCode())) {
            return Refusals.of(response.errorCode(), null, "asking for a producer id");
        }
        long first = ids.refill(response.producerIdStart(), response.producerIdLen());
        return Answer.of(new ProducerIdentity(first, (short) 0));
    }
}
