package io.taffrail.gateway.coordinator.group.classic;

import io.taffrail.gateway.link.TopicPartition;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * The partitions that consumers read, out of the assignments that their leader wrote. Every version
 * of ConsumerProtocolAssignment begins with that of version 0, which is all that is read here:
 *
 * <pre>
 * version: int16, topics: int32 count, then each
 *     name: int16 length and UTF-8 bytes, partitions: int32 count, then int32 each
 * </pre>
 */
final class AssignedPartitions {

    private AssignedPartitions() {}

    /** Empty where nobody can know, as {@link SubscribedTopics} says. */
    static Set<TopicPartition> of(String protocolType, Collection<ClassicMember> members) {
        Set<TopicPartition> partitions = new HashSet<>();
        if (protocolType.equals(SubscribedTopics.CONSUMER)) {
            for (ClassicMember member : members) {
                byte[] assignment = member.assignment().bytes();
                if (assignment.length > 0) {
                    read(ByteBuffer.wrap(assignment), partitions);
                }
            }
        }
        return partitions;
    }

    /** What is no assignment of a consumer ends where it stops looking like one. */
    static void read(ByteBuffer assignment, Set<TopicPartition> partitions) {
        try {
            assignment.getShort();
            int topics = assignment.getInt();
            for (int i = 0; i < topics; i++) {
                byte[] name = new byte[bounded(assignment.getShort(), assignment, 1)];
                assignment.get(name);
                String topic = new String(name, StandardCharsets.UTF_8);
                int count = bounded(assignment.getInt(), assignment, Integer.BYTES);
                for (int p = 0; p < count; p++) {
                    partitions.add(new TopicPartition(topic, assignment.getInt()));
                }
            }
        } catch (BufferUnderflowException notAnAssignment) {
            return;
        }
    }

    private static int bounded(int count, ByteBuffer rest, int bytesEach) {
        if (count < 0 || count > rest.remaining() / bytesEach) {
            throw new BufferUnderflowException();
        }
        return count;
    }
}
