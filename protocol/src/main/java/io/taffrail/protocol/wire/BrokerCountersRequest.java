package io.taffrail.protocol.wire;

import io.taffrail.kernel.metadata.FieldReader;
import io.taffrail.kernel.metadata.FieldWriter;
import org.apache.kafka.common.protocol.Message;
import org.jspecify.annotations.Nullable;

/**
 * Asks a broker for its {@link BrokerCounters}. Version 0: number, the stamp that is known;
 * nullable text, the topic whose partitions are wanted.
 */
public final class BrokerCountersRequest extends FieldMessage {

    private long knownStamp = BrokerCounters.NOTHING;
    private @Nullable String topic;

    public BrokerCountersRequest() {
        super(ApiCatalog.BROKER_COUNTERS);
    }

    public BrokerCountersRequest(long knownStamp, @Nullable String topic) {
        this();
        this.knownStamp = knownStamp;
        this.topic = topic;
    }

    public long knownStamp() {
        return knownStamp;
    }

    public @Nullable String topic() {
        return topic;
    }

    @Override
    void write(FieldWriter out) {
        out.number(knownStamp);
        out.nullableText(topic);
    }

    @Override
    void read(FieldReader in) {
        knownStamp = in.number();
        topic = in.nullableText();
    }

    @Override
    public Message duplicate() {
        return new BrokerCountersRequest(knownStamp, topic);
    }
}
