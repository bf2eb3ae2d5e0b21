package io.taffrail.gateway.coordinator.group.classic;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.gateway.link.TopicPartition;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Assignment;
import org.apache.kafka.clients.consumer.internals.ConsumerProtocol;
import org.junit.jupiter.api.Test;

class AssignedPartitionsTest {

    @Test
    void whatAKafkaClientWroteIsRead() {
        ByteBuffer written =
                ConsumerProtocol.serializeAssignment(
                        new Assignment(List.of(kafkas("orders", 0), kafkas("bills", 7))));
        assertThat(read(written))
                .containsExactlyInAnyOrder(
                        new TopicPartition("orders", 0), new TopicPartition("bills", 7));
    }

    @Test
    void bytesOfOthersAreNoPartitions() {
        assertThat(read(ByteBuffer.wrap(new byte[] {1}))).isEmpty();
        assertThat(read(ByteBuffer.wrap(new byte[] {0, 0, 127, 0, 0, 0, 127, 127}))).isEmpty();
        assertThat(read(ByteBuffer.wrap(new byte[] {0, 0, 0, 0, 0, 1, -1, -1}))).isEmpty();
    }

    private static Set<TopicPartition> read(ByteBuffer assignment) {
        Set<TopicPartition> partitions = new HashSet<>();
        AssignedPartitions.read(assignment, partitions);
        return partitions;
    }

    private static org.apache.kafka.common.TopicPartition kafkas(String topic, int partition) {
        return new org.apache.kafka.common.TopicPartition(topic, partition);
    }
}
