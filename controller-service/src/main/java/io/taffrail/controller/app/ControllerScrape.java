package io.taffrail.controller.app;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.taffrail.controller.quorum.MetadataLog;
import io.taffrail.controller.quorum.QuorumStatus;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.NodeImage;
import io.taffrail.kernel.metadata.NodeRole;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.kernel.metadata.TopicImage;
import io.taffrail.metrics.Exposition;
import io.taffrail.metrics.Exposition.Gauge;
import io.taffrail.metrics.PartitionBound;
import io.taffrail.metrics.PartitionBound.Detail;
import java.util.Locale;

/**
 * What a controller counts when Prometheus asks. Under our own names every controller says what it
 * knows; under Kafka's the one that leads speaks, and the others say 0, so that sums over the nodes
 * come out as in Kafka.
 */
final class ControllerScrape implements MultiCollector {

    private final MetadataLog log;
    private final ChangeCounts counts;
    private final PartitionBound bound;

    ControllerScrape(MetadataLog log, ChangeCounts counts, int partitionsMax) {
        this.log = log;
        this.counts = counts;
        this.bound = new PartitionBound("controller", partitionsMax);
    }

    @Override
    public MetricSnapshots collect() {
        var exposition = new Exposition();
        MetadataImage image = log.image();
        boolean isLeader = log.isLeader();
        ClusterReading reading = ClusterReading.of(image);
        ours(exposition, reading);
        nodes(exposition, image);
        kafkas(exposition, image, reading, isLeader);
        if (isLeader) {
            quorum(exposition);
            exporters(exposition, image, reading);
        }
        return exposition.snapshots();
    }

    private static void ours(Exposition to, ClusterReading reading) {
        to.gauge("taffrail_topics", "Topics of the cluster").is(reading.topics());
        to.gauge("taffrail_partitions", "Partitions of all topics").is(reading.partitions());
        to.gauge("taffrail_offline_partitions", "Partitions without a leader")
                .is(reading.offline());
        to.gauge(
                        "taffrail_under_replicated_partitions",
                        "Partitions with fewer in-sync replicas than replicas")
                .is(reading.underReplicated());
        to.gauge(
                        "taffrail_under_min_isr_partitions",
                        "Partitions with fewer in-sync replicas than min.insync.replicas, which take nothing with acks=all")
                .is(reading.underMinIsr());
        to.gauge("taffrail_reassigning_partitions", "Partitions that move to other replicas")
                .is(reading.reassigning());
        to.gauge(
                        "taffrail_not_preferred_leaders",
                        "Partitions that another replica leads than their first")
                .is(reading.notPreferred());
    }

    private static void nodes(Exposition to, MetadataImage image) {
        Gauge nodes = to.gauge("taffrail_nodes", "Registered nodes by role and state");
        for (NodeRole role : NodeRole.values()) {
            String word = role.name().toLowerCase(Locale.ROOT);
            for (String state : new String[] {"up", "fenced", "stopping"}) {
                long count =
                        image.nodes().stream()
                                .filter(node -> node.role() == role && state(node).equals(state))
                                .count();
                nodes.is(count, "role", word, "state", state);
            }
        }
    }

    private static String state(NodeImage node) {
        return node.fenced() ? "fenced" : node.inControlledShutdown() ? "stopping" : "up";
    }

    private void quorum(Exposition to) {
        QuorumStatus status = log.quorum();
        Gauge lags =
                to.gauge(
                        "taffrail_metadata_lag_records",
                        "Entries of the metadata log that a controller lacks, as the leader knows");
        for (QuorumStatus.Voter voter : status.voters()) {
            if (voter.lastIndex() != QuorumStatus.UNKNOWN) {
                long lag = Math.max(0, status.appliedIndex() - voter.lastIndex());
                lags.is(lag, "node", Integer.toString(voter.id()));
            }
        }
    }

    private void kafkas(
            Exposition to, MetadataImage image, ClusterReading reading, boolean isLeader) {
        String prefix = "kafka_controller_kafkacontroller_";
        long one = isLeader ? 1 : 0;
        long fenced =
                image.nodes().stream()
                        .filter(node -> node.role() == NodeRole.BROKER && node.fenced())
                        .count();
        to.gauge(prefix + "activecontrollercount", "1 on the controller that leads").is(one);
        to.gauge(prefix + "offlinepartitionscount", "Partitions without a leader")
                .is(one * reading.offline());
        to.gauge(prefix + "globaltopiccount", "Topics").is(one * reading.topics());
        to.gauge(prefix + "globalpartitioncount", "Partitions").is(one * reading.partitions());
        to.gauge(
                        prefix + "preferredreplicaimbalancecount",
                        "Partitions that another replica leads than their first")
                .is(one * reading.notPreferred());
        to.gauge(prefix + "activebrokercount", "Brokers that serve")
                .is(one * image.brokers().size());
        to.gauge(prefix + "fencedbrokercount", "Brokers that may not serve").is(one * fenced);
        to.gauge(prefix + "lastappliedrecordoffset", "Last entry of the metadata log applied here")
                .is(image.appliedIndex());
        to.counter(
                        "kafka_controller_controllerstats_uncleanleaderelections",
                        "Elections of a leader that may lack acknowledged records")
                .is(counts.uncleanElections());
        to.counter("kafka_controller_controllerstats_leaderelections", "Elections of leaders")
                .is(counts.elections());
    }

    /** What kafka_exporter says of replicas; brokers speak of offsets, and gateways of groups. */
    private void exporters(Exposition to, MetadataImage image, ClusterReading reading) {
        to.gauge("kafka_brokers", "Brokers that serve").is(image.brokers().size());
        Detail detail =
                bound.detail(
                        Math.toIntExact(reading.topics()), Math.toIntExact(reading.partitions()));
        if (detail == Detail.SUMS) {
            return;
        }
        Gauge partitions = to.gauge("kafka_topic_partitions", "Partitions of the topic");
        for (TopicImage topic : image.topics()) {
            partitions.is(topic.partitions().size(), "topic", topic.name());
        }
        if (detail == Detail.PARTITIONS) {
            partitions(to, image);
        }
    }

    private static void partitions(Exposition to, MetadataImage image) {
        String prefix = "kafka_topic_partition_";
        Gauge leaders = to.gauge(prefix + "leader", "Broker that leads; -1 when none does");
        Gauge preferred =
                to.gauge(prefix + "leader_is_preferred", "1 when the first replica leads");
        Gauge replicas = to.gauge(prefix + "replicas", "Replicas");
        Gauge inSync = to.gauge(prefix + "in_sync_replica", "In-sync replicas");
        Gauge lacking =
                to.gauge(
                        prefix + "under_replicated_partition",
                        "1 when fewer replicas are in sync than there are");
        for (TopicImage topic : image.topics()) {
            for (PartitionImage partition : topic.partitions()) {
                String[] labels = {
                    "topic", topic.name(), "partition", Integer.toString(partition.partition())
                };
                leaders.is(partition.leader(), labels);
                preferred.is(ClusterReading.isPreferred(partition) ? 1 : 0, labels);
                replicas.is(partition.replicas().size(), labels);
                inSync.is(partition.isr().size(), labels);
                lacking.is(ClusterReading.isUnderReplicated(partition) ? 1 : 0, labels);
            }
        }
    }
}
