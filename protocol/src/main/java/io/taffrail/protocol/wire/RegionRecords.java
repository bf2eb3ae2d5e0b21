package io.taffrail.protocol.wire;

import java.nio.channels.FileChannel;
import org.apache.kafka.common.record.internal.BaseRecords;
import org.apache.kafka.common.record.internal.RecordsSend;

/**
 * Records of a response that stay in their file until the socket takes them.
 *
 * @param channel the segment's file
 * @param position where the first batch starts, in bytes
 * @param sizeInBytes how much to send; may end inside a batch, as the Kafka protocol allows
 */
public record RegionRecords(FileChannel channel, long position, int sizeInBytes)
        implements BaseRecords {

    @Override
    public RecordsSend<? extends BaseRecords> toSend() {
        throw new IllegalStateException(
                "a file region is written by the frame writer, not through Kafka's own sender");
    }
}
