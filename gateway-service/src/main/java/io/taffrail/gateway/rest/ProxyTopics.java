package io.taffrail.gateway.rest;

import io.taffrail.gateway.json.JsonBytes;
import io.taffrail.gateway.link.PartitionReader;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.gateway.produce.TopicDirectory;
import io.taffrail.kernel.config.EffectiveConfigs;
import io.taffrail.kernel.config.TopicConfigs;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.kernel.metadata.TopicImage;
import java.io.IOException;

/** Topics and partitions in the shapes of the REST proxies' version 2. */
final class ProxyTopics {

    private final TopicDirectory topics;
    private final PartitionReader reader;

    ProxyTopics(TopicDirectory topics, PartitionReader reader) {
        this.topics = topics;
        this.reader = reader;
    }

    void list(HttpCall call) throws IOException {
        var out = new JsonBytes(256);
        out.raw((byte) '[');
        boolean isFirst = true;
        for (TopicImage topic : topics.image().topics()) {
            if (!isFirst) {
                out.raw((byte) ',');
            }
            isFirst = false;
            out.string(topic.name());
        }
        out.raw((byte) ']');
        call.proxyJson(out.toByteArray());
    }

    void describe(HttpCall call, String name) throws IOException {
        TopicImage topic = ReadDoor.orProblem(topics.find(name));
        var out = new JsonBytes(512);
        out.ascii("{\"name\":").string(name).ascii(",\"configs\":{");
        EffectiveConfigs configs = topics.configs();
        boolean isFirst = true;
        for (var key : TopicConfigs.all().keys()) {
            if (!isFirst) {
                out.raw((byte) ',');
            }
            isFirst = false;
            out.string(key.name()).raw((byte) ':');
            out.string(configs.topicValue(name, key).value());
        }
        out.ascii("},\"partitions\":");
        appendPartitions(out, topic);
        out.raw((byte) '}');
        call.proxyJson(out.toByteArray());
    }

    void partitions(HttpCall call, String name) throws IOException {
        TopicImage topic = ReadDoor.orProblem(topics.find(name));
        var out = new JsonBytes(512);
        appendPartitions(out, topic);
        call.proxyJson(out.toByteArray());
    }

    void partition(HttpCall call, String name, int number) throws IOException {
        var out = new JsonBytes(256);
        append(out, require(name, number));
        call.proxyJson(out.toByteArray());
    }

    void offsets(HttpCall call, String name, int number) throws IOException {
        require(name, number);
        var key = new TopicPartition(name, number);
        var earliest = reader.offset(key, PartitionReader.EARLIEST);
        var latest = reader.offset(key, PartitionReader.LATEST);
        var out = new JsonBytes(96);
        out.ascii("{\"beginning_offset\":").number(ReadDoor.orProblem(earliest.join()));
        out.ascii(",\"end_offset\":").number(ReadDoor.orProblem(latest.join()));
        out.raw((byte) '}');
        call.proxyJson(out.toByteArray());
    }

    private PartitionImage require(String name, int number) {
        TopicImage topic = ReadDoor.orProblem(topics.find(name));
        PartitionImage partition = topic.partition(number);
        if (partition == null) {
            throw new ProblemException(unknownPartition(topic, number));
        }
        return partition;
    }

    static Problem unknownPartition(TopicImage topic, int number) {
        return new Problem(
                404,
                Problem.UNKNOWN_PARTITION,
                "unknown-partition",
                "Partition not found",
                "topic "
                        + topic.name()
                        + " has no partition "
                        + number
                        + ": it has 0 to "
                        + (topic.partitions().size() - 1),
                false);
    }

    private static void appendPartitions(JsonBytes out, TopicImage topic) {
        out.raw((byte) '[');
        for (PartitionImage partition : topic.partitions()) {
            if (partition.partition() > 0) {
                out.raw((byte) ',');
            }
            append(out, partition);
        }
        out.raw((byte) ']');
    }

    private static void append(JsonBytes out, PartitionImage partition) {
        out.ascii("{\"partition\":").number(partition.partition());
        out.ascii(",\"leader\":").number(partition.leader()).ascii(",\"replicas\":[");
        boolean isFirst = true;
        for (int replica : partition.replicas()) {
            if (!isFirst) {
                out.raw((byte) ',');
            }
            isFirst = false;
            out.ascii("{\"broker\":").number(replica);
            out.ascii(",\"leader\":").ascii(replica == partition.leader() ? "true" : "false");
            out.ascii(",\"in_sync\":");
            out.ascii(partition.isr().contains(replica) ? "true" : "false").raw((byte) '}');
        }
        out.ascii("]}");
    }
}
