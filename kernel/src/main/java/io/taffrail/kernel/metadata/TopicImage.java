package io.taffrail.kernel.metadata;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.pcollections.PVector;
import org.pcollections.TreePVector;

/**
 * A topic.
 *
 * @param id never used twice, so that a topic that is created again under the old name is another
 * @param internal whether the platform itself keeps its state in it
 * @param partitions by partition number, without gaps
 */
public record TopicImage(UUID id, String name, boolean internal, List<PartitionImage> partitions) {

    public TopicImage {
        // Persistent, so that a change to one of 10,000 partitions does not copy the others.
        partitions =
                partitions instanceof TreePVector<PartitionImage> shared
                        ? shared
                        : TreePVector.from(partitions);
    }

    public @Nullable PartitionImage partition(int partition) {
        boolean exists = partition >= 0 && partition < partitions.size();
        return exists ? partitions.get(partition) : null;
    }

    TopicImage with(PartitionImage changed) {
        return new TopicImage(id, name, internal, shared().with(changed.partition(), changed));
    }

    TopicImage plus(List<PartitionImage> added) {
        return new TopicImage(id, name, internal, shared().plusAll(added));
    }

    private PVector<PartitionImage> shared() {
        return (PVector<PartitionImage>) partitions;
    }
}
