package io.taffrail.protocol.wire;

import io.taffrail.kernel.metadata.ImageCodec;
import io.taffrail.kernel.metadata.MetadataEntry;
import io.taffrail.kernel.metadata.MetadataImage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Message;
import org.apache.kafka.common.protocol.MessageSizeAccumulator;
import org.apache.kafka.common.protocol.ObjectSerializationCache;
import org.apache.kafka.common.protocol.Readable;
import org.apache.kafka.common.protocol.Writable;
import org.apache.kafka.common.protocol.types.RawTaggedField;

/**
 * What came after an index of the metadata log. Version 0: int16 error code, int8 form (0 events, 1
 * snapshot), int64 index that the receiver has applied afterwards, int32 length and the payload: an
 * image, or entries with an int32 length before each, as {@link ImageCodec} writes them. An answer
 * without bytes means that nothing came within the wait.
 */
public final class FollowMetadataResponse implements ApiMessage {

    private short errorCode;
    private boolean snapshot;
    private long appliedIndex = -1;
    private byte[] payload = new byte[0];

    public FollowMetadataResponse() {}

    private FollowMetadataResponse(
            short errorCode, boolean snapshot, long appliedIndex, byte[] payload) {
        this.errorCode = errorCode;
        this.snapshot = snapshot;
        this.appliedIndex = appliedIndex;
        this.payload = payload;
    }

    /**
     * @param appliedIndex the index of the last of the entries, or the one asked with when there
     *     are none
     */
    public static FollowMetadataResponse ofEntries(long appliedIndex, List<MetadataEntry> entries) {
        var out = new ByteArrayOutputStream();
        for (MetadataEntry entry : entries) {
            byte[] bytes = ImageCodec.encode(entry);
            out.writeBytes(ByteBuffer.allocate(4).putInt(bytes.length).array());
            out.writeBytes(bytes);
        }
        return new FollowMetadataResponse((short) 0, false, appliedIndex, out.toByteArray());
    }

    public static FollowMetadataResponse ofImage(MetadataImage image) {
        return new FollowMetadataResponse(
                (short) 0, true, image.appliedIndex(), ImageCodec.encode(image));
    }

    public static FollowMetadataResponse error(short errorCode) {
        return new FollowMetadataResponse(errorCode, false, -1, new byte[0]);
    }

    public short errorCode() {
        return errorCode;
    }

    public boolean isSnapshot() {
        return snapshot;
    }

    public long appliedIndex() {
        return appliedIndex;
    }

    /** The entries of an answer that is no snapshot, in order. */
    public List<MetadataEntry> entries() {
        var entries = new ArrayList<MetadataEntry>();
        ByteBuffer in = ByteBuffer.wrap(payload);
        while (in.hasRemaining()) {
            int lengthBytes = in.getInt();
            entries.add(ImageCodec.decodeEntry(in.slice(in.position(), lengthBytes)));
            in.position(in.position() + lengthBytes);
        }
        return entries;
    }

    /** The image of an answer that is a snapshot. */
    public MetadataImage image() {
        return ImageCodec.decodeImage(ByteBuffer.wrap(payload));
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
        size.addBytes(2 + 1 + 8 + 4 + payload.length);
    }

    @Override
    public void write(Writable out, ObjectSerializationCache cache, short version) {
        out.writeShort(errorCode);
        out.writeByte((byte) (snapshot ? 1 : 0));
        out.writeLong(appliedIndex);
        out.writeInt(payload.length);
        out.writeByteArray(payload);
    }

    @Override
    public void read(Readable in, short version) {
        errorCode = in.readShort();
        snapshot = in.readByte() == 1;
        appliedIndex = in.readLong();
        payload = in.readArray(in.readInt());
    }

    @Override
    public List<RawTaggedField> unknownTaggedFields() {
        return List.of();
    }

    @Override
    public Message duplicate() {
        return new FollowMetadataResponse(errorCode, snapshot, appliedIndex, payload.clone());
    }
}
