package io.taffrail.controller.api;

import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.kernel.metadata.TopicImage;
import io.taffrail.protocol.server.ApiHandler;
import io.taffrail.protocol.server.ApiRange;
import io.taffrail.protocol.server.Exchange;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.apache.kafka.common.message.ListPartitionReassignmentsRequestData;
import org.apache.kafka.common.message.ListPartitionReassignmentsRequestData.ListPartitionReassignmentsTopics;
import org.apache.kafka.common.message.ListPartitionReassignmentsResponseData;
import org.apache.kafka.common.message.ListPartitionReassignmentsResponseData.OngoingPartitionReassignment;
import org.apache.kafka.common.message.ListPartitionReassignmentsResponseData.OngoingTopicReassignment;
import org.apache.kafka.common.protocol.ApiKeys;
import org.jspecify.annotations.Nullable;

/**
 * ListPartitionReassignments 0 (KIP-455): what is under way, of the named partitions or of all. A
 * partition that is not being reassigned, or not there, is left out.
 */
final class ListPartitionReassignmentsHandler implements ApiHandler {

    private final Proposer proposer;

    ListPartitionReassignmentsHandler(Proposer proposer) {
        this.proposer = proposer;
    }

    @Override
    public ApiRange range() {
        return ApiRange.of(ApiKeys.LIST_PARTITION_REASSIGNMENTS, 0, 0);
    }

    @Override
    public void handle(Exchange exchange) {
        var request = exchange.request(ListPartitionReassignmentsRequestData.class);
        if (!proposer.isLeader()) {
            Verdict verdict =
                    Verdict.of(
                            Rejection.NOT_CONTROLLER,
                            "this controller does not lead, and may be behind: ask the one that does");
            exchange.respond(
                    new ListPartitionReassignmentsResponseData()
                            .setErrorCode(verdict.code())
                            .setErrorMessage(verdict.message()));
            return;
        }
        exchange.respond(
                new ListPartitionReassignmentsResponseData()
                        .setTopics(underWay(proposer.image(), request.topics())));
    }

    private static List<OngoingTopicReassignment> underWay(
            MetadataImage image, @Nullable List<ListPartitionReassignmentsTopics> asked) {
        var underWay = new ArrayList<OngoingTopicReassignment>();
        if (asked == null) {
            for (TopicImage topic : image.topics()) {
                add(underWay, topic, _ -> true);
            }
            return underWay;
        }
        for (ListPartitionReassignmentsTopics wanted : asked) {
            TopicImage topic = image.topic(wanted.name());
            if (topic != null) {
                add(underWay, topic, wanted.partitionIndexes()::contains);
            }
        }
        return underWay;
    }

    private static void add(
            List<OngoingTopicReassignment> underWay, TopicImage topic, IntPredicate isAsked) {
        List<OngoingPartitionReassignment> partitions =
                topic.partitions().stream()
                        .filter(PartitionImage::isReassigning)
                        .filter(partition -> isAsked.test(partition.partition()))
                        .map(partition ->
                                new OngoingPartitionReassignment()
                                        .setPartitionIndex(partition.partition())
                                        .setReplicas(partition.replicas())
                                        .setAddingReplicas(partition.addingReplicas())
                                        .setRemovingReplicas(partition.removingReplicas()))
                        .toList();
        if (!partitions.isEmpty()) {
            underWay.add(
                    new OngoingTopicReassignment().setName(topic.name()).setPartitions(partitions));
        }
    }
}
