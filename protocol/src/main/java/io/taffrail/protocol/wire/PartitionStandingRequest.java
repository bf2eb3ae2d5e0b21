package io.taffrail.protocol.wire;

import io.taffrail.kernel.metadata.FieldReader;
import io.taffrail.kernel.metadata.FieldWriter;
import org.apache.kafka.common.protocol.Message;

/** Asks a leader for a {@link PartitionStanding}. Version 0: text, the topic; number, which one. */
public final class PartitionStandingRequest extends FieldMessage {

    private String topic = "";
    private int partition;

    public PartitionStandingRequest() {
        super(ApiCatalog.PARTITION_STANDING);
    }

    public PartitionStandingRequest(String topic, int partition) {
        this();
        this.topic = topic;
        this.partition = partition;
    }

    public String topic() {
        return topic;
    }

    public int partition() {
        return partition;
    }

    @Override
    void write(FieldWriter out) {
        out.text(topic);
        out.number(partition);
    }

    @Override
    void read(FieldReader in) {
        topic = in.text();
        partition = in.integer();
    }

    @Override
    public Message duplicate() {
        return new PartitionStandingRequest(topic, partition);
    }
}
