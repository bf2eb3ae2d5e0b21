package io.taffrail.simulation.group;

import io.taffrail.gateway.coordinator.group.assign.PartitionSet;
import io.taffrail.gateway.coordinator.group.classic.JoinAnswer.Participant;
import io.taffrail.gateway.coordinator.group.classic.Opaque;
import io.taffrail.gateway.coordinator.group.embedded.EmbeddedAssignment;
import io.taffrail.gateway.coordinator.group.embedded.EmbeddedSubscription;
import io.taffrail.gateway.coordinator.group.embedded.MalformedEmbedded;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.kernel.metadata.MetadataImage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What consumers of the classic protocol tell each other, and how their leader assigns. */
enum SimAssignor {
    /** Everybody gives up everything before each generation. */
    EAGER("range"),
    /** A partition that somebody reads goes to another one only in the generation after. */
    COOPERATIVE("cooperative-sticky");

    private static final short VERSION = 1;

    private final String wireName;

    SimAssignor(String wireName) {
        this.wireName = wireName;
    }

    String wireName() {
        return wireName;
    }

    Opaque subscription(Set<TopicPartition> owned) {
        byte[] topic = SimOwnership.ORDERS.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes =
                ByteBuffer.allocate(32 + 2 * topic.length + 4 * owned.size())
                        .putShort(VERSION)
                        .putInt(1)
                        .putShort((short) topic.length)
                        .put(topic)
                        .putInt(-1)
                        .putInt(1)
                        .putShort((short) topic.length)
                        .put(topic)
                        .putInt(owned.size());
        owned.stream().mapToInt(TopicPartition::partition).sorted().forEach(bytes::putInt);
        byte[] written = new byte[bytes.flip().remaining()];
        bytes.get(written);
        return new Opaque(written);
    }

    /** By member, in turn. */
    Map<String, Opaque> assign(List<Participant> members, MetadataImage image) {
        List<String> ids = members.stream().map(Participant::memberId).sorted().toList();
        Map<String, List<Integer>> given = new HashMap<>();
        Map<Integer, String> readers = new HashMap<>();
        for (Participant member : members) {
            given.put(member.memberId(), new ArrayList<>());
            owned(member).forEach(p -> readers.put(p, member.memberId()));
        }
        int partitions =
                Objects.requireNonNull(image.topic(SimOwnership.ORDERS)).partitions().size();
        for (int p = 0; p < partitions && !ids.isEmpty(); p++) {
            String target = ids.get(p % ids.size());
            String reader = readers.getOrDefault(p, target);
            if (this == EAGER || reader.equals(target)) {
                Objects.requireNonNull(given.get(target)).add(p);
            }
        }
        Map<String, Opaque> written = new HashMap<>();
        given.forEach((id, numbers) ->
                written.put(
                        id,
                        new Opaque(
                                EmbeddedAssignment.write(
                                        PartitionSet.of(Map.of(SimOwnership.ORDERS_ID, numbers)),
                                        VERSION,
                                        image))));
        return written;
    }

    private static List<Integer> owned(Participant member) {
        try {
            return EmbeddedSubscription.read(member.metadata().bytes())
                    .owned()
                    .getOrDefault(SimOwnership.ORDERS, List.of());
        } catch (MalformedEmbedded e) {
            throw new GroupViolation("the leader is told nonsense: %s", e.getMessage());
        }
    }

    static Set<TopicPartition> read(Opaque assignment) {
        try {
            Set<TopicPartition> partitions = new HashSet<>();
            EmbeddedAssignment.read(assignment.bytes())
                    .partitions()
                    .forEach((topic, numbers) ->
                            numbers.forEach(p -> partitions.add(new TopicPartition(topic, p))));
            return partitions;
        } catch (MalformedEmbedded e) {
            throw new GroupViolation("a member is assigned nonsense: %s", e.getMessage());
        }
    }
}
