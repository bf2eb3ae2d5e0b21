package io.taffrail.broker.app;

import io.taffrail.broker.BrokerNode;
import io.taffrail.broker.app.BrokerReading.Replica;
import io.taffrail.broker.partition.LogStore.DirectoryUse;
import io.taffrail.broker.partition.ReplicaLag;
import io.taffrail.broker.partition.TopicTraffic;
import io.taffrail.broker.partition.Traffic;
import io.taffrail.metrics.Exposition;
import io.taffrail.metrics.Exposition.Counter;
import io.taffrail.metrics.Exposition.Gauge;
import io.taffrail.metrics.PartitionBound;
import io.taffrail.metrics.PartitionBound.Detail;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/** A broker's series under our own names; docs/METRICS.md says what each means. */
final class BrokerSeries {

    private BrokerSeries() {}

    static void write(Exposition to, BrokerNode node, BrokerReading reading, Detail detail) {
        traffic(to, node.traffic(), detail);
        partitions(to, reading);
        logs(to, reading, detail);
        lags(to, reading, detail);
        disks(to, node);
    }

    private static void traffic(Exposition to, Traffic traffic, Detail detail) {
        Map<String, TopicTraffic> topics = new TreeMap<>(traffic.topics());
        byTopic(
                to.counter("taffrail_records_in", "Records appended by producers"),
                topics,
                traffic,
                detail,
                TopicTraffic::recordsIn);
        byTopic(
                to.counter("taffrail_bytes_in", "Bytes of record batches appended by producers"),
                topics,
                traffic,
                detail,
                TopicTraffic::bytesIn);
        byTopic(
                to.counter("taffrail_bytes_out", "Bytes of record batches sent to consumers"),
                topics,
                traffic,
                detail,
                TopicTraffic::bytesOut);
        TopicTraffic all = traffic.all();
        to.counter("taffrail_replica_bytes_in", "Bytes of record batches fetched from leaders")
                .is(all.replicaBytesIn());
        to.counter("taffrail_replica_bytes_out", "Bytes of record batches sent to followers")
                .is(all.replicaBytesOut());
        to.counter("taffrail_produce_failures", "Appends that were refused, one for a partition")
                .is(all.failedProduces());
        to.counter("taffrail_fetch_failures", "Reads that were refused, one for a partition")
                .is(all.failedFetches());
    }

    private static void byTopic(
            Counter counter,
            Map<String, TopicTraffic> topics,
            Traffic traffic,
            Detail detail,
            ToLongFunction<TopicTraffic> value) {
        if (detail == Detail.SUMS) {
            counter.is(value.applyAsLong(traffic.all()));
        } else {
            topics.forEach((topic, of) -> counter.is(value.applyAsLong(of), "topic", topic));
        }
    }

    private static void partitions(Exposition to, BrokerReading reading) {
        long leaders = reading.partitions().stream().filter(Replica::isLeader).count();
        long open = reading.partitions().stream().filter(r -> r.view() != null).count();
        to.gauge("taffrail_broker_partitions", "Partitions with a replica on this broker")
                .is(reading.partitions().size());
        to.gauge("taffrail_broker_leaders", "Partitions that this broker leads").is(leaders);
        to.gauge("taffrail_broker_open_logs", "Partitions whose log is open on this broker")
                .is(open);
    }

    private static void logs(Exposition to, BrokerReading reading, Detail detail) {
        Gauge sizes =
                to.gauge(
                        "taffrail_log_size_bytes",
                        "Bytes of the logs that are open on this broker");
        Map<String, Long> ofTopics = new TreeMap<>();
        for (Replica replica : reading.partitions()) {
            if (replica.view() == null) {
                continue;
            }
            if (detail == Detail.PARTITIONS) {
                sizes.is(
                        replica.sizeBytes(),
                        "topic",
                        replica.topic(),
                        "partition",
                        replica.partition());
            } else {
                ofTopics.merge(replica.topic(), replica.sizeBytes(), Long::sum);
            }
        }
        if (detail == Detail.TOPICS) {
            ofTopics.forEach((topic, bytes) ->
                    sizes.is(bytes, "topic", topic, "partition", PartitionBound.ALL));
        } else if (detail == Detail.SUMS) {
            sizes.is(ofTopics.values().stream().mapToLong(Long::longValue).sum());
        }
    }

    private static void lags(Exposition to, BrokerReading reading, Detail detail) {
        Gauge records =
                to.gauge(
                        "taffrail_replica_lag_records",
                        "Replicated records that this follower lacks; of several, those of the worst");
        Gauge seconds =
                to.gauge(
                        "taffrail_replica_lag_seconds",
                        "Time since this follower had every replicated record; of several, the worst");
        Map<String, Worst> ofTopics = new TreeMap<>();
        var ofAll = new Worst();
        for (Replica replica : reading.partitions()) {
            ReplicaLag lag = replica.lag();
            if (lag == null) {
                continue;
            }
            double lagSeconds = lag.seconds(reading.takenMs());
            switch (detail) {
                case PARTITIONS -> {
                    String[] labels = {"topic", replica.topic(), "partition", replica.partition()};
                    records.is(lag.records(), labels);
                    seconds.is(lagSeconds, labels);
                }
                case TOPICS ->
                        ofTopics.computeIfAbsent(replica.topic(), _ -> new Worst())
                                .add(lag.records(), lagSeconds);
                case SUMS -> ofAll.add(lag.records(), lagSeconds);
            }
        }
        ofTopics.forEach((topic, worst) ->
                worst.write(records, seconds, "topic", topic, "partition", PartitionBound.ALL));
        if (detail == Detail.SUMS) {
            ofAll.write(records, seconds);
        }
    }

    private static final class Worst {

        private long records;
        private double seconds;

        void add(long ofRecords, double ofSeconds) {
            records = Math.max(records, ofRecords);
            seconds = Math.max(seconds, ofSeconds);
        }

        void write(Gauge toRecords, Gauge toSeconds, String... labels) {
            toRecords.is(records, labels);
            toSeconds.is(seconds, labels);
        }
    }

    private static void disks(Exposition to, BrokerNode node) {
        Gauge free =
                to.gauge("taffrail_disk_free_bytes", "Bytes that the directory's disk still takes");
        Gauge total = to.gauge("taffrail_disk_total_bytes", "Bytes of the directory's disk");
        Gauge offline =
                to.gauge(
                        "taffrail_log_directory_offline",
                        "1 for a log directory whose disk has failed, 0 for one that serves");
        for (DirectoryUse disk : node.disks()) {
            offline.is(disk.isOffline() ? 1 : 0, "directory", disk.path());
            if (disk.totalBytes() >= 0) {
                free.is(disk.usableBytes(), "directory", disk.path());
                total.is(disk.totalBytes(), "directory", disk.path());
            }
        }
    }
}
