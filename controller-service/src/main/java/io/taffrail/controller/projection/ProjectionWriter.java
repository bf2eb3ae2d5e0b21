package io.taffrail.controller.projection;

import io.taffrail.controller.projection.Change.Applied;
import io.taffrail.controller.projection.Change.Replaced;
import io.taffrail.kernel.metadata.ConfigResource;
import io.taffrail.kernel.metadata.MetadataEvent;
import io.taffrail.kernel.metadata.MetadataEvent.ClusterCreated;
import io.taffrail.kernel.metadata.MetadataEvent.ConfigChanged;
import io.taffrail.kernel.metadata.MetadataEvent.FeatureLevelChanged;
import io.taffrail.kernel.metadata.MetadataEvent.NodeFenced;
import io.taffrail.kernel.metadata.MetadataEvent.NodeRegistered;
import io.taffrail.kernel.metadata.MetadataEvent.NodeShutdownBegun;
import io.taffrail.kernel.metadata.MetadataEvent.NodeUnfenced;
import io.taffrail.kernel.metadata.MetadataEvent.NodeUnregistered;
import io.taffrail.kernel.metadata.MetadataEvent.PartitionChanged;
import io.taffrail.kernel.metadata.MetadataEvent.PartitionsAdded;
import io.taffrail.kernel.metadata.MetadataEvent.ProducerIdsAllocated;
import io.taffrail.kernel.metadata.MetadataEvent.TopicCreated;
import io.taffrail.kernel.metadata.MetadataEvent.TopicDeleted;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.kernel.metadata.TopicImage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Brings the tables to the state after a batch of changes, in one transaction together with the
 * index that they then stand for: after a crash they stand for some index, and changes up to it are
 * skipped when they are told again. Used by the tailer's thread alone.
 */
public final class ProjectionWriter {

    private final ProjectionTables tables;
    private final TransactionOperations transactions;
    private final Runnable preparation;
    private final int historyEventsMax;
    private int writtenSinceTrim;
    private boolean hasFailed;

    /** Up to where the tables stood after the last write. */
    private long writtenIndex;

    /**
     * @param preparation makes the tables that are not there. It runs after a write that failed: a
     *     database that was closed by the failure may have lost its youngest tables too
     * @param historyEventsMax how many lines of history are kept
     */
    ProjectionWriter(
            ProjectionTables tables,
            TransactionOperations transactions,
            Runnable preparation,
            int historyEventsMax) {
        this.tables = tables;
        this.transactions = transactions;
        this.preparation = preparation;
        this.historyEventsMax = historyEventsMax;
    }

    void write(List<Change> batch, long nowMs) {
        if (hasFailed) {
            preparation.run();
        }
        hasFailed = true;
        transactions.executeWithoutResult(_ -> writeAll(batch, nowMs));
        hasFailed = false;
        writtenIndex = Math.max(writtenIndex, batch.getLast().after().appliedIndex());
    }

    private void writeAll(List<Change> batch, long nowMs) {
        ProjectionTables.Position position = tables.position();
        MetadataImage last = batch.getLast().after();
        if (isOfAnotherCluster(position, last)) {
            tables.clear();
            position = ProjectionTables.Position.NONE;
            writtenIndex = 0;
        }
        var history = new ArrayList<HistoryEvent>();
        var touched = new Touched();
        long index = position.appliedIndex();
        if (index < writtenIndex && index < last.appliedIndex()) {
            // A database that was closed by a failure may have lost what it had acknowledged.
            touched.everything = true;
            history.add(gap(index, writtenIndex, last, nowMs));
        }
        for (Change change : batch) {
            if (change.after().appliedIndex() <= index) {
                continue;
            }
            switch (change) {
                case Applied applied -> {
                    history.addAll(History.of(applied.entry(), applied.before()));
                    applied.entry().events().forEach(touched::add);
                }
                case Replaced replaced -> {
                    touched.everything = true;
                    MetadataImage image = replaced.after();
                    history.add(gap(index, image.appliedIndex(), image, nowMs));
                }
            }
            index = change.after().appliedIndex();
        }
        if (index > position.appliedIndex()) {
            store(touched, last);
            tables.insertHistory(history);
            tables.moveTo(last.clusterId(), index);
            trim(history.size());
        }
    }

    private static boolean isOfAnotherCluster(
            ProjectionTables.Position position, MetadataImage image) {
        return !position.clusterId().isEmpty()
                && !image.clusterId().isEmpty()
                && !position.clusterId().equals(image.clusterId());
    }

    /** Only the image is known of what happened in between; say so where people look for it. */
    private static HistoryEvent gap(long fromIndex, long toIndex, MetadataImage image, long nowMs) {
        return new HistoryEvent(
                HistoryEvent.id(toIndex, 0),
                toIndex,
                nowMs,
                "HISTORY_GAP",
                "CLUSTER",
                image.clusterId(),
                null,
                null,
                "Controller",
                "what happened after index %d and up to index %d is not in this history"
                        .formatted(fromIndex, toIndex),
                null,
                null);
    }

    private void store(Touched touched, MetadataImage image) {
        if (touched.everything) {
            tables.replaceState(image);
            return;
        }
        tables.deleteTopics(touched.deletedTopics);
        List<TopicImage> topics =
                touched.topics.stream().map(image::topic).filter(Objects::nonNull).toList();
        tables.storeTopics(topics, image.appliedIndex());
        var partitions = new ArrayList<ProjectionTables.TopicPartition>();
        for (TopicImage topic : topics) {
            topic.partitions()
                    .forEach(p -> partitions.add(new ProjectionTables.TopicPartition(topic, p)));
        }
        for (PartitionKey key : touched.partitions) {
            TopicImage topic = image.topic(key.topicId());
            PartitionImage partition = topic == null ? null : topic.partition(key.partition());
            if (topic != null && partition != null && !touched.topics.contains(key.topicId())) {
                partitions.add(new ProjectionTables.TopicPartition(topic, partition));
            }
        }
        tables.storePartitions(partitions, image.appliedIndex());
        tables.storeNodes(touched.nodes, image);
        tables.storeConfigs(touched.configs, image);
    }

    private void trim(int written) {
        writtenSinceTrim += written;
        if (writtenSinceTrim > historyEventsMax / 100) {
            tables.trimHistory(historyEventsMax);
            writtenSinceTrim = 0;
        }
    }

    private record PartitionKey(UUID topicId, int partition) {}

    /** What a batch touched; its final state is read from the last image, once. */
    private static final class Touched {
        boolean everything;
        final Set<UUID> topics = new HashSet<>();
        final Set<UUID> deletedTopics = new HashSet<>();
        final Set<PartitionKey> partitions = new HashSet<>();
        final Set<Integer> nodes = new HashSet<>();
        final Set<ConfigResource> configs = new HashSet<>();

        void add(MetadataEvent event) {
            switch (event) {
                case ClusterCreated _ -> {}
                case TopicCreated e -> topics.add(e.topic().id());
                case TopicDeleted e -> {
                    topics.remove(e.topicId());
                    deletedTopics.add(e.topicId());
                    configs.add(ConfigResource.topic(e.name()));
                }
                case PartitionsAdded e -> topics.add(e.topicId());
                case PartitionChanged e ->
                        partitions.add(new PartitionKey(e.topicId(), e.partition().partition()));
                case ConfigChanged e -> configs.add(e.resource());
                case NodeRegistered e -> nodes.add(e.node().id());
                case NodeFenced e -> nodes.add(e.nodeId());
                case NodeUnfenced e -> nodes.add(e.nodeId());
                case NodeShutdownBegun e -> nodes.add(e.nodeId());
                case NodeUnregistered e -> nodes.add(e.nodeId());
                case ProducerIdsAllocated _ -> {}
                case FeatureLevelChanged _ -> {}
            }
        }
    }
}
