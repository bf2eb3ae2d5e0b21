package io.taffrail.broker.app;

import io.taffrail.broker.BrokerNode;
import io.taffrail.broker.app.BrokerReading.Replica;
import io.taffrail.broker.partition.PartitionView;
import io.taffrail.broker.partition.TopicTraffic;
import io.taffrail.broker.partition.Traffic;
import io.taffrail.metrics.Exposition;
import io.taffrail.metrics.Exposition.Counter;
import io.taffrail.metrics.Exposition.Gauge;
import io.taffrail.metrics.PartitionBound.Detail;
import io.taffrail.metrics.RequestMeters;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * A broker's series under the names that Kafka's have when they come through the JMX exporter with
 * Strimzi's rules, so that the dashboards and alerts that people have go on working. As there,
 * traffic is told in all (without a topic) and by topic. Where partitions begin and end has the
 * names of kafka_exporter as well, which asks brokers for it; here nobody need ask.
 *
 * <p>Left out is what {@code promtool check metrics} refuses ({@code …_percent}, {@code …_count}),
 * and quantiles, which cannot be added up.
 */
final class KafkaNames {

    private KafkaNames() {}

    static void write(
            Exposition to,
            BrokerNode node,
            BrokerReading reading,
            RequestMeters requests,
            Detail detail) {
        replicaManager(to, node, reading);
        topics(to, node.traffic(), detail);
        requests(to, requests);
        if (detail == Detail.PARTITIONS) {
            partitions(to, reading);
        }
    }

    private static void replicaManager(Exposition to, BrokerNode node, BrokerReading reading) {
        count(to, "partitioncount", "Partitions with a replica here", reading, _ -> true);
        count(to, "leadercount", "Partitions that this broker leads", reading, Replica::isLeader);
        count(
                to,
                "underreplicatedpartitions",
                "Partitions led here with fewer in-sync replicas than replicas",
                reading,
                Replica::isUnderReplicated);
        count(
                to,
                "underminisrpartitioncount",
                "Partitions led here with fewer in-sync replicas than min.insync.replicas",
                reading,
                Replica::isUnderMinIsr);
        count(
                to,
                "atminisrpartitioncount",
                "Partitions led here with just as many in-sync replicas as min.insync.replicas",
                reading,
                Replica::isAtMinIsr);
        count(
                to,
                "offlinereplicacount",
                "Replicas here whose disk has failed",
                reading,
                Replica::isOffline);
        count(
                to,
                "reassigningpartitions",
                "Partitions led here that move to other replicas",
                reading,
                r -> r.isLeader() && r.isReassigning());
        to.counter("kafka_server_replicamanager_isrshrinks", "ISRs that became smaller, led here")
                .is(node.isrChanges().shrinks());
        to.counter("kafka_server_replicamanager_isrexpands", "ISRs that became larger, led here")
                .is(node.isrChanges().expands());
        long maxLag = 0;
        for (Replica replica : reading.partitions()) {
            var lag = replica.lag();
            maxLag = Math.max(maxLag, lag == null ? 0 : lag.records());
        }
        to.gauge(
                        "kafka_server_replicafetchermanager_maxlag",
                        "Records that the worst follower here lacks")
                .is(maxLag, "clientid", "Replica");
    }

    private static void count(
            Exposition to,
            String name,
            String help,
            BrokerReading reading,
            Predicate<Replica> which) {
        to.gauge("kafka_server_replicamanager_" + name, help)
                .is(reading.partitions().stream().filter(which).count());
    }

    private static void topics(Exposition to, Traffic traffic, Detail detail) {
        Map<String, TopicTraffic> topics =
                detail == Detail.SUMS ? Map.of() : new TreeMap<>(traffic.topics());
        TopicTraffic all = traffic.all();
        topic(
                to,
                "messagesin",
                "Records appended by producers",
                TopicTraffic::recordsIn,
                all,
                topics);
        topic(to, "bytesin", "Bytes appended by producers", TopicTraffic::bytesIn, all, topics);
        topic(to, "bytesout", "Bytes sent to consumers", TopicTraffic::bytesOut, all, topics);
        topic(
                to,
                "replicationbytesin",
                "Bytes fetched from leaders",
                TopicTraffic::replicaBytesIn,
                all,
                Map.of());
        topic(
                to,
                "replicationbytesout",
                "Bytes sent to followers",
                TopicTraffic::replicaBytesOut,
                all,
                Map.of());
        topic(
                to,
                "totalproducerequests",
                "Appends asked for, one for each partition",
                TopicTraffic::produces,
                all,
                topics);
        topic(
                to,
                "failedproducerequests",
                "Appends that were refused",
                TopicTraffic::failedProduces,
                all,
                topics);
        topic(
                to,
                "totalfetchrequests",
                "Reads, one for each partition",
                TopicTraffic::fetches,
                all,
                topics);
        topic(
                to,
                "failedfetchrequests",
                "Reads that were refused",
                TopicTraffic::failedFetches,
                all,
                topics);
    }

    private static void topic(
            Exposition to,
            String name,
            String help,
            ToLongFunction<TopicTraffic> value,
            TopicTraffic all,
            Map<String, TopicTraffic> topics) {
        Counter counter = to.counter("kafka_server_brokertopicmetrics_" + name, help);
        counter.is(value.applyAsLong(all));
        topics.forEach((topic, of) -> counter.is(value.applyAsLong(of), "topic", topic));
    }

    private static void requests(Exposition to, RequestMeters requests) {
        Counter count = to.counter("kafka_network_requestmetrics_requests", "Requests answered");
        var times =
                to.summary(
                        "kafka_network_requestmetrics_totaltimems",
                        "Milliseconds from a request's last byte to its answer");
        requests.visit((api, answered, tookMs) -> {
            count.is(answered, "request", api);
            times.is(answered, tookMs, "request", api);
        });
    }

    private static void partitions(Exposition to, BrokerReading reading) {
        Gauge sizes = to.gauge("kafka_log_log_size", "Bytes of the log, where it is open");
        Gauge starts = to.gauge("kafka_log_log_logstartoffset", "First offset of the log");
        Gauge ends =
                to.gauge("kafka_log_log_logendoffset", "Offset that the next record will have");
        Gauge oldest =
                to.gauge(
                        "kafka_topic_partition_oldest_offset",
                        "First offset of a partition led here whose log is open");
        Gauge current =
                to.gauge(
                        "kafka_topic_partition_current_offset",
                        "Offset after the last record that consumers of it may read");
        Gauge lacking =
                to.gauge(
                        "kafka_cluster_partition_underreplicated",
                        "1 when fewer replicas are in sync than there are");
        Gauge under =
                to.gauge(
                        "kafka_cluster_partition_underminisr",
                        "1 when fewer replicas are in sync than min.insync.replicas");
        Gauge at =
                to.gauge(
                        "kafka_cluster_partition_atminisr",
                        "1 when just as many replicas are in sync as min.insync.replicas");
        for (Replica replica : reading.partitions()) {
            String[] labels = {"topic", replica.topic(), "partition", replica.partition()};
            PartitionView view = replica.view();
            if (view != null) {
                sizes.is(replica.sizeBytes(), labels);
                starts.is(view.log().logStartOffset(), labels);
                ends.is(view.log().endOffset(), labels);
            }
            if (view != null && view.isLeader()) {
                oldest.is(view.log().logStartOffset(), labels);
                current.is(view.highWatermark(), labels);
            }
            if (replica.isLeader()) {
                lacking.is(replica.isUnderReplicated() ? 1 : 0, labels);
                under.is(replica.isUnderMinIsr() ? 1 : 0, labels);
                at.is(replica.isAtMinIsr() ? 1 : 0, labels);
            }
        }
    }
}
