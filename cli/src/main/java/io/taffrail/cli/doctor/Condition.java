package io.taffrail.cli.doctor;

import io.taffrail.cli.Taffrail;
import io.taffrail.cli.door.Door;
import java.io.IOException;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.message.DescribeClusterRequestData;
import org.apache.kafka.common.message.DescribeClusterResponseData.DescribeClusterBroker;
import org.apache.kafka.common.message.DescribeQuorumResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.DescribeClusterRequest;
import org.apache.kafka.common.requests.DescribeClusterResponse;
import org.apache.kafka.common.requests.DescribeQuorumRequest;
import org.apache.kafka.common.requests.DescribeQuorumResponse;
import org.apache.kafka.common.requests.MetadataResponse;

/** What the cluster's own state says, once one can speak to it. */
final class Condition {

    private static final int NOBODY = -1;
    private static final int NAMED_MAX = 5;

    /** Half of what a session lasts at most, and far more than clocks that are set differ by. */
    private static final long SKEW_MS_MAX = 5_000;

    private Condition() {}

    static Finding controller(Peer peer) {
        if (!peer.knows(ApiKeys.DESCRIBE_QUORUM)) {
            return Finding.skipped("controller", "this broker does not tell who leads the quorum");
        }
        String remedy =
                "start the controllers: a majority of them must run and reach each other; see"
                        + " `taffrail cluster info` and their logs";
        try {
            var partition =
                    new TopicPartition(
                            Topic.CLUSTER_METADATA_TOPIC_NAME,
                            Topic.CLUSTER_METADATA_TOPIC_PARTITION.partition());
            var request =
                    new DescribeQuorumRequest.Builder(
                            DescribeQuorumRequest.singletonRequest(partition));
            DescribeQuorumResponseData answer =
                    ((DescribeQuorumResponse) peer.ask(request, ApiKeys.DESCRIBE_QUORUM)).data();
            Errors error = Errors.forCode(answer.errorCode());
            int leader =
                    answer.topics().isEmpty()
                            ? NOBODY
                            : answer.topics().getFirst().partitions().getFirst().leaderId();
            return error == Errors.NONE && leader != NOBODY
                    ? Finding.ok("controller", "controller " + leader + " is active")
                    : Finding.wrong(
                            "controller", "no controller is active: " + error.message(), remedy);
        } catch (IOException | RuntimeException e) {
            return Finding.wrong("controller", "no controller answers: " + e.getMessage(), remedy);
        }
    }

    static Finding brokers(Peer peer) {
        boolean doesTell =
                peer.knows(ApiKeys.DESCRIBE_CLUSTER) && peer.version(ApiKeys.DESCRIBE_CLUSTER) >= 2;
        if (!doesTell) {
            return Finding.skipped("brokers", "this broker does not tell which ones are fenced");
        }
        try {
            var data = new DescribeClusterRequestData().setIncludeFencedBrokers(true);
            var answer =
                    (DescribeClusterResponse)
                            peer.ask(
                                    new DescribeClusterRequest.Builder(data),
                                    ApiKeys.DESCRIBE_CLUSTER);
            List<Integer> fenced =
                    answer.data().brokers().stream()
                            .filter(DescribeClusterBroker::isFenced)
                            .map(DescribeClusterBroker::brokerId)
                            .toList();
            return fenced.isEmpty()
                    ? Finding.ok("brokers", "none is fenced")
                    : Finding.wrong(
                            "brokers",
                            "fenced, so not serving: " + fenced,
                            "start them again, or see their logs for why they do not reach a controller");
        } catch (IOException | RuntimeException e) {
            return Finding.wrong(
                    "brokers", "could not be asked: " + e.getMessage(), "see that broker's log");
        }
    }

    static Finding partitions(MetadataResponse metadata) {
        List<String> offline =
                metadata.data().topics().stream()
                        .flatMap(topic ->
                                topic.partitions().stream()
                                        .filter(partition -> partition.leaderId() == NOBODY)
                                        .map(partition ->
                                                topic.name() + "-" + partition.partitionIndex()))
                        .toList();
        return offline.isEmpty()
                ? Finding.ok("partitions", "each has a leader")
                : Finding.wrong(
                        "partitions",
                        "%d have no leader, so nothing is written or read there: %s%s"
                                .formatted(
                                        offline.size(),
                                        String.join(
                                                ", ", offline.stream().limit(NAMED_MAX).toList()),
                                        offline.size() > NAMED_MAX ? " …" : ""),
                        "bring back the brokers that have their replicas: `taffrail topic describe TOPIC` names them");
    }

    static Finding http(Door door) throws InterruptedException {
        try {
            String cluster = door.get("/ui/v1/overview").path("clusterId").asString("");
            return Finding.ok("http", door.url() + " answers, for cluster " + cluster);
        } catch (Taffrail.Failure e) {
            return Finding.wrong(
                    "http",
                    String.valueOf(e.getMessage()),
                    "Kafka clients do not need it; for REST, WebSocket and the dashboard it must answer");
        }
    }

    /**
     * @param nowMs this machine's time, read before the door is asked
     */
    static Finding clock(Door door, long nowMs) throws InterruptedException {
        try {
            long theirsMs = door.get("/ui/v1/overview").path("timeMs").asLong(0);
            long skewMs = theirsMs - nowMs;
            boolean isFar = Math.abs(skewMs) > SKEW_MS_MAX;
            return isFar
                    ? Finding.wrong(
                            "clock",
                            "the cluster's is %d s %s this machine's"
                                    .formatted(
                                            Math.abs(skewMs) / 1_000,
                                            skewMs > 0 ? "ahead of" : "behind"),
                            "set the clocks (NTP): retention, lag in seconds and offsets by time go by them")
                    : Finding.ok("clock", "differs by less than 5 s");
        } catch (Taffrail.Failure e) {
            return Finding.skipped("clock", "is told by HTTP, which does not answer");
        }
    }
}
