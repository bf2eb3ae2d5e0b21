package io.taffrail.controller.projection;

import io.taffrail.kernel.metadata.ConfigResource;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.NodeImage;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.kernel.metadata.TopicImage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Writes the tables: whole batches of plain SQL that H2 and PostgreSQL both understand, since an
 * entity manager would read each row before it replaces it. A row is stored by deleting the old one
 * and inserting the new one.
 */
public final class ProjectionTables {

    private static final int BATCH_ROWS = 1_000;

    private final JdbcTemplate jdbc;

    public ProjectionTables(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** The cluster and the log index that the tables stand for. */
    record Position(String clusterId, long appliedIndex) {
        static final Position NONE = new Position("", 0);
    }

    record TopicPartition(TopicImage topic, PartitionImage partition) {}

    Position position() {
        return jdbc
                .query(
                        "select cluster_id, applied_index from projection_position",
                        (row, _) -> new Position(row.getString(1), row.getLong(2)))
                .stream()
                .findFirst()
                .orElse(Position.NONE);
    }

    void moveTo(String clusterId, long index) {
        jdbc.update("delete from projection_position");
        jdbc.update(
                "insert into projection_position (id, cluster_id, applied_index) values (1, ?, ?)",
                clusterId,
                index);
    }

    void clear() {
        clearState();
        jdbc.update("delete from history_event");
        jdbc.update("delete from projection_position");
    }

    /** All state tables as the image has them; the history stays. */
    void replaceState(MetadataImage image) {
        clearState();
        storeTopics(List.copyOf(image.topics()), image.appliedIndex());
        var partitions = new ArrayList<TopicPartition>();
        for (TopicImage topic : image.topics()) {
            topic.partitions().forEach(p -> partitions.add(new TopicPartition(topic, p)));
        }
        storePartitions(partitions, image.appliedIndex());
        storeNodes(image.nodes().stream().map(NodeImage::id).toList(), image);
        storeConfigs(image.configuredResources(), image);
    }

    void deleteTopics(Collection<UUID> ids) {
        List<Object[]> keys = ids.stream().map(id -> new Object[] {id.toString()}).toList();
        batch("delete from partition_view where topic_id = ?", keys);
        batch("delete from topic_view where id = ?", keys);
    }

    void storeTopics(List<TopicImage> topics, long index) {
        batch(
                "delete from topic_view where id = ?",
                topics.stream().map(topic -> new Object[] {topic.id().toString()}).toList());
        batch(
                "insert into topic_view (id, name, internal, partition_count, replication_factor, applied_index) values (?, ?, ?, ?, ?, ?)",
                topics.stream()
                        .map(topic ->
                                new Object[] {
                                    topic.id().toString(),
                                    topic.name(),
                                    topic.internal(),
                                    topic.partitions().size(),
                                    topic.partitions().getFirst().replicas().size(),
                                    index
                                })
                        .toList());
    }

    void storePartitions(List<TopicPartition> partitions, long index) {
        batch(
                "delete from partition_view where id = ?",
                partitions.stream().map(tp -> new Object[] {id(tp)}).toList());
        batch(
                "insert into partition_view (id, topic_id, topic, partition_number, leader, leader_epoch, partition_epoch, replicas, isr, offline, under_replicated, applied_index) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                partitions.stream().map(tp -> row(tp, index)).toList());
    }

    private static Object[] row(TopicPartition tp, long index) {
        PartitionImage partition = tp.partition();
        return new Object[] {
            id(tp),
            tp.topic().id().toString(),
            tp.topic().name(),
            partition.partition(),
            partition.leader(),
            partition.leaderEpoch(),
            partition.partitionEpoch(),
            numbers(partition.replicas()),
            numbers(partition.isr()),
            !partition.hasLeader(),
            partition.isr().size() < partition.replicas().size(),
            index
        };
    }

    /** The nodes as the image has them; those that it does not have are deleted. */
    void storeNodes(Collection<Integer> ids, MetadataImage image) {
        batch(
                "delete from node_view where id = ?",
                ids.stream().map(id -> new Object[] {id}).toList());
        var rows = new ArrayList<Object[]>();
        for (int id : ids) {
            NodeImage node = image.node(id);
            if (node != null) {
                rows.add(
                        new Object[] {
                            id,
                            node.role().name(),
                            node.epoch(),
                            node.rack(),
                            node.fenced(),
                            node.inControlledShutdown(),
                            node.endpoints().stream()
                                    .map(Object::toString)
                                    .collect(Collectors.joining(",")),
                            image.appliedIndex()
                        });
            }
        }
        batch(
                "insert into node_view (id, role, epoch, rack, fenced, in_controlled_shutdown, endpoints, applied_index) values (?, ?, ?, ?, ?, ?, ?, ?)",
                rows);
    }

    /** The settings of those resources as the image has them. */
    void storeConfigs(Collection<ConfigResource> resources, MetadataImage image) {
        batch(
                "delete from config_view where resource_type = ? and resource_name = ?",
                resources.stream().map(r -> new Object[] {r.type().name(), r.name()}).toList());
        var rows = new ArrayList<Object[]>();
        for (ConfigResource resource : resources) {
            for (Map.Entry<String, String> config : image.configs(resource).entrySet()) {
                rows.add(
                        new Object[] {
                            resource.type() + "/" + resource.name() + "/" + config.getKey(),
                            resource.type().name(),
                            resource.name(),
                            config.getKey(),
                            config.getValue(),
                            image.appliedIndex()
                        });
            }
        }
        batch(
                "insert into config_view (id, resource_type, resource_name, name, setting, applied_index) values (?, ?, ?, ?, ?, ?)",
                rows);
    }

    void insertHistory(List<HistoryEvent> events) {
        batch(
                "insert into history_event (id, log_index, time_ms, kind, resource_type, resource_name, topic, node_id, principal, reason, before_json, after_json) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                events.stream()
                        .map(e ->
                                new Object[] {
                                    e.id(),
                                    e.logIndex(),
                                    e.timeMs(),
                                    e.kind(),
                                    e.resourceType(),
                                    e.resourceName(),
                                    e.topic(),
                                    e.nodeId(),
                                    e.principal(),
                                    e.reason(),
                                    e.beforeJson(),
                                    e.afterJson()
                                })
                        .toList());
    }

    /** Deletes the oldest lines beyond that number. */
    void trimHistory(int eventsMax) {
        jdbc.queryForList(
                        "select id from history_event order by id desc offset ? rows fetch next 1 rows only",
                        Long.class,
                        eventsMax)
                .forEach(id -> jdbc.update("delete from history_event where id <= ?", id));
    }

    private void clearState() {
        for (String table : List.of("partition_view", "topic_view", "node_view", "config_view")) {
            jdbc.update("delete from " + table);
        }
    }

    private void batch(String sql, List<Object[]> rows) {
        for (int from = 0; from < rows.size(); from += BATCH_ROWS) {
            jdbc.batchUpdate(sql, rows.subList(from, Math.min(from + BATCH_ROWS, rows.size())));
        }
    }

    private static String id(TopicPartition tp) {
        return tp.topic().id() + "-" + tp.partition().partition();
    }

    private static String numbers(List<Integer> ids) {
        return ids.stream().map(Object::toString).collect(Collectors.joining(","));
    }
}
