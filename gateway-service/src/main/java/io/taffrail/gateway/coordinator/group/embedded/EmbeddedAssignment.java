package io.taffrail.gateway.coordinator.group.embedded;

import io.taffrail.gateway.coordinator.group.assign.PartitionSet;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.TopicImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What a consumer is told to read (ConsumerProtocolAssignment 0–3 of Kafka, which are alike):
 *
 * <pre>
 * version: int16, assigned: [topic: string, partitions: [int32]], userData: bytes or null
 * </pre>
 *
 * @param hasUserData whether an assignor of the client's own says more than partitions
 */
public record EmbeddedAssignment(Map<String, List<Integer>> partitions, boolean hasUserData) {

    private static final short VERSION_MAX = 3;
    private static final int NULL = -1;

    /** No bytes are nothing to read. */
    public static EmbeddedAssignment read(byte[] bytes) throws MalformedEmbedded {
        return bytes.length == 0
                ? new EmbeddedAssignment(Map.of(), false)
                : EmbeddedBytes.read(bytes, "an assignment", EmbeddedAssignment::read);
    }

    private static EmbeddedAssignment read(EmbeddedBytes bytes) throws MalformedEmbedded {
        bytes.version();
        Map<String, List<Integer>> partitions = bytes.partitions();
        byte[] userData = bytes.nullableBytes();
        return new EmbeddedAssignment(partitions, userData != null && userData.length > 0);
    }

    /** Topics that there are no more are left out. */
    public static PartitionSet partitionSet(
            Map<String, List<Integer>> byName, MetadataImage image) {
        Map<UUID, List<Integer>> byId = new HashMap<>();
        byName.forEach((name, numbers) -> {
            TopicImage topic = image.topic(name);
            if (topic != null) {
                byId.put(topic.id(), numbers);
            }
        });
        return PartitionSet.of(byId);
    }

    /**
     * Topics that there are no more are left out.
     *
     * @param version that the member understands, as its subscription says
     */
    public static byte[] write(PartitionSet partitions, short version, MetadataImage image) {
        Map<String, List<Integer>> byName = new TreeMap<>();
        for (UUID topicId : partitions.topics()) {
            TopicImage topic = image.topic(topicId);
            if (topic != null) {
                byName.put(topic.name(), partitions.partitions(topicId));
            }
        }
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.writeShort(Math.min(version, VERSION_MAX));
            out.writeInt(byName.size());
            for (Map.Entry<String, List<Integer>> topic : byName.entrySet()) {
                byte[] name = topic.getKey().getBytes(StandardCharsets.UTF_8);
                out.writeShort(name.length);
                out.write(name);
                out.writeInt(topic.getValue().size());
                for (int partition : topic.getValue()) {
                    out.writeInt(partition);
                }
            }
            out.writeInt(NULL);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written to", e);
        }
        return bytes.toByteArray();
    }
}
