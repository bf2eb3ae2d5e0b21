package io.taffrail.protocol.wire;

import java.util.List;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Message;
import org.apache.kafka.common.protocol.MessageSizeAccumulator;
import org.apache.kafka.common.protocol.ObjectSerializationCache;
import org.apache.kafka.common.protocol.Readable;
import org.apache.kafka.common.protocol.Writable;
import org.apache.kafka.common.protocol.types.RawTaggedField;

/**
 * Asks the controller for what came after an index of the metadata log. Version 0: int32 node id,
 * int64 node epoch, int64 applied index (-1: everything), int32 longest wait in milliseconds.
 */
public final class FollowMetadataRequest implements ApiMessage {

    private static final int SIZE_BYTES = 4 + 8 + 8 + 4;

    private int nodeId;
    private long nodeEpoch;
    private long appliedIndex = -1;
    private int waitMsMax;

    public FollowMetadataRequest() {}

    public FollowMetadataRequest(int nodeId, long nodeEpoch, long appliedIndex, int waitMsMax) {
        this.nodeId = nodeId;
        this.nodeEpoch = nodeEpoch;
        this.appliedIndex = appliedIndex;
        this.waitMsMax = waitMsMax;
    }

    public int nodeId() {
        return nodeId;
    }

    public long nodeEpoch() {
        return nodeEpoch;
    }

    public long appliedIndex() {
        return appliedIndex;
    }

    public int waitMsMax() {
        return waitMsMax;
    }

    @Override
    public short apiKey() {
        return ApiCatalog.FOLLOW_METADATA;
    }

    @Override
    public short lowestSupportedVersion() {
        return 0;
    }

    @Override
    public short highestSupportedVersion() {
        return 0;
    }

    @Override
    public void addSize(
            MessageSizeAccumulator size, ObjectSerializationCache cache, short version) {
        size.addBytes(SIZE_BYTES);
    }

    @Override
    public void write(Writable out, ObjectSerializationCache cache, short version) {
        out.writeInt(nodeId);
        out.writeLong(nodeEpoch);
        out.writeLong(appliedIndex);
        out.writeInt(waitMsMax);
    }

    @Override
    public void read(Readable in, short version) {
        nodeId = in.readInt();
        nodeEpoch = in.readLong();
        appliedIndex = in.readLong();
        waitMsMax = in.readInt();
    }

    @Override
    public List<RawTaggedField> unknownTaggedFields() {
        return List.of();
    }

    @Override
    public Message duplicate() {
        return new FollowMetadataRequest(nodeId, nodeEpoch, appliedIndex, waitMsMax);
    }
}
