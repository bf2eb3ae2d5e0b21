package io.taffrail.protocol.wire;

import io.taffrail.kernel.metadata.FieldReader;
import io.taffrail.kernel.metadata.FieldWriter;
import io.taffrail.protocol.wire.BrokerCounters.Directory;
import io.taffrail.protocol.wire.BrokerCounters.Follower;
import io.taffrail.protocol.wire.BrokerCounters.Replica;
import io.taffrail.protocol.wire.BrokerCounters.Topic;
import java.util.List;
import org.apache.kafka.common.protocol.Message;

/**
 * {@link BrokerCounters} on the wire. Version 0: their fields in order; numbers, texts and lists as
 * {@link FieldWriter} writes them, and a flag before the topics.
 */
public final class BrokerCountersResponse extends FieldMessage {

    private static final BrokerCounters NONE =
            new BrokerCounters(0, BrokerCounters.NOTHING, 0, 0, 0, List.of(), List.of(), List.of());

    private BrokerCounters counters = NONE;

    public BrokerCountersResponse() {
        super(ApiCatalog.BROKER_COUNTERS);
    }

    public BrokerCountersResponse(BrokerCounters counters) {
        this();
        this.counters = counters;
    }

    public BrokerCounters counters() {
        return counters;
    }

    @Override
    void write(FieldWriter out) {
        out.number(counters.stopwatchMs());
        out.number(counters.stamp());
        out.number(counters.recordsIn());
        out.number(counters.bytesIn());
        out.number(counters.bytesOut());
        out.list(
                counters.directories(),
                directory -> {
                    out.text(directory.path());
                    out.number(directory.totalBytes());
                    out.number(directory.usableBytes());
                    out.number(directory.logBytes());
                    out.bool(directory.isOffline());
                });
        List<Topic> topics = counters.topics();
        out.bool(topics != null);
        if (topics != null) {
            out.list(
                    topics,
                    topic -> {
                        out.text(topic.name());
                        out.number(topic.recordsIn());
                        out.number(topic.bytesIn());
                        out.number(topic.bytesOut());
                        out.number(topic.sizeBytes());
                    });
        }
        out.list(counters.partitions(), replica -> write(out, replica));
    }

    private static void write(FieldWriter out, Replica replica) {
        out.number(replica.partition());
        out.bool(replica.isLeader());
        out.number(replica.startOffset());
        out.number(replica.highWatermark());
        out.number(replica.sizeBytes());
        out.list(
                replica.followers(),
                follower -> {
                    out.number(follower.id());
                    out.number(follower.lagRecords());
                    out.number(follower.lagMs());
                });
    }

    @Override
    void read(FieldReader in) {
        counters =
                new BrokerCounters(
                        in.number(),
                        in.number(),
                        in.number(),
                        in.number(),
                        in.number(),
                        in.list(() ->
                                new Directory(
                                        in.text(),
                                        in.number(),
                                        in.number(),
                                        in.number(),
                                        in.bool())),
                        in.bool()
                                ? in.list(() ->
                                        new Topic(
                                                in.text(),
                                                in.number(),
                                                in.number(),
                                                in.number(),
                                                in.number()))
                                : null,
                        in.list(() -> replica(in)));
    }

    private static Replica replica(FieldReader in) {
        return new Replica(
                in.integer(),
                in.bool(),
                in.number(),
                in.number(),
                in.number(),
                in.list(() -> new Follower(in.integer(), in.number(), in.number())));
    }

    @Override
    public Message duplicate() {
        return new BrokerCountersResponse(counters);
    }
}
