package io.taffrail.protocol.api;

import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.kernel.metadata.TopicImage;
import io.taffrail.protocol.server.ApiHandler;
import io.taffrail.protocol.server.ApiRange;
import io.taffrail.protocol.server.Exchange;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData.Cursor;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData.DescribeTopicPartitionsResponsePartition;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData.DescribeTopicPartitionsResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/** DescribeTopicPartitions 0 (KIP-966): topics by name, in pages of partitions. */
public final class DescribeTopicPartitionsHandler implements ApiHandler {

    private static final ApiRange RANGE = ApiRange.of(ApiKeys.DESCRIBE_TOPIC_PARTITIONS, 0, 0);
    private static final int PARTITIONS_MAX = 2_000;

    private final Supplier<MetadataImage> images;

    public DescribeTopicPartitionsHandler(Supplier<MetadataImage> images) {
        this.images = images;
    }

    @Override
    public ApiRange range() {
        return RANGE;
    }

    @Override
    public void handle(Exchange exchange) {
        var request = exchange.request(DescribeTopicPartitionsRequestData.class);
        exchange.respond(answer(request, images.get()));
    }

    private static DescribeTopicPartitionsResponseData answer(
            DescribeTopicPartitionsRequestData request, MetadataImage image) {
        var response = new DescribeTopicPartitionsResponseData();
        String firstTopic = request.cursor() == null ? "" : request.cursor().topicName();
        int firstPartition = request.cursor() == null ? 0 : request.cursor().partitionIndex();
        int left = Math.max(1, Math.min(request.responsePartitionLimit(), PARTITIONS_MAX));
        for (String name : names(request, image)) {
            if (name.compareTo(firstTopic) < 0) {
                continue;
            }
            if (left == 0) {
                return response.setNextCursor(new Cursor().setTopicName(name).setPartitionIndex(0));
            }
            TopicImage topic = image.topic(name);
            if (topic == null) {
                response.topics()
                        .add(
                                new DescribeTopicPartitionsResponseTopic()
                                        .setName(name)
                                        .setErrorCode(Errors.UNKNOWN_TOPIC_OR_PARTITION.code()));
                continue;
            }
            int from = name.equals(firstTopic) ? firstPartition : 0;
            int to = Math.min(topic.partitions().size(), from + left);
            response.topics().add(describe(topic, Math.min(from, to), to, image));
            left -= Math.max(0, to - from);
            if (to < topic.partitions().size()) {
                return response.setNextCursor(
                        new Cursor().setTopicName(name).setPartitionIndex(to));
            }
        }
        return response;
    }

    private static TreeSet<String> names(
            DescribeTopicPartitionsRequestData request, MetadataImage image) {
        var names = new TreeSet<String>();
        request.topics().forEach(topic -> names.add(topic.name()));
        if (request.topics().isEmpty()) {
            image.topics().forEach(topic -> names.add(topic.name()));
        }
        return names;
    }

    private static DescribeTopicPartitionsResponseTopic describe(
            TopicImage topic, int from, int to, MetadataImage image) {
        var described =
                new DescribeTopicPartitionsResponseTopic()
                        .setName(topic.name())
                        .setTopicId(Ids.wire(topic.id()))
                        .setIsInternal(topic.internal());
        List<PartitionImage> partitions = topic.partitions().subList(from, to);
        for (PartitionImage partition : partitions) {
            Errors error = partition.hasLeader() ? Errors.NONE : Errors.LEADER_NOT_AVAILABLE;
            described
                    .partitions()
                    .add(
                            new DescribeTopicPartitionsResponsePartition()
                                    .setErrorCode(error.code())
                                    .setPartitionIndex(partition.partition())
                                    .setLeaderId(partition.leader())
                                    .setLeaderEpoch(partition.leaderEpoch())
                                    .setReplicaNodes(partition.replicas())
                                    .setIsrNodes(partition.isr())
                                    .setEligibleLeaderReplicas(partition.elr())
                                    .setLastKnownElr(partition.lastKnownElr())
                                    .setOfflineReplicas(MetadataHandler.offline(partition, image)));
        }
        return described;
    }
}
