package io.taffrail.protocol.wire;

import io.taffrail.kernel.metadata.FieldReader;
import io.taffrail.kernel.metadata.FieldWriter;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.MessageSizeAccumulator;
import org.apache.kafka.common.protocol.ObjectSerializationCache;
import org.apache.kafka.common.protocol.Readable;
import org.apache.kafka.common.protocol.Writable;
import org.apache.kafka.common.protocol.types.RawTaggedField;
import org.jspecify.annotations.Nullable;

/**
 * A message of our own in its only version: its fields as {@link FieldWriter} writes them, to the
 * end of the frame. What is sent does not change, so it is written once.
 */
abstract class FieldMessage implements ApiMessage {

    private final short apiKey;
    private byte @Nullable [] written;

    FieldMessage(short apiKey) {
        this.apiKey = apiKey;
    }

    abstract void write(FieldWriter out);

    abstract void read(FieldReader in);

    private byte[] bytes() {
        byte[] known = written;
        if (known == null) {
            var out = new FieldWriter();
            write(out);
            known = out.toBytes();
            written = known;
        }
        return known;
    }

    @Override
    public final short apiKey() {
        return apiKey;
    }

    @Override
    public final short lowestSupportedVersion() {
        return 0;
    }

    @Override
    public final short highestSupportedVersion() {
        return 0;
    }

    @Override
    public final void addSize(
            MessageSizeAccumulator size, ObjectSerializationCache cache, short version) {
        size.addBytes(bytes().length);
    }

    @Override
    public final void write(Writable out, ObjectSerializationCache cache, short version) {
        out.writeByteArray(bytes());
    }

    @Override
    public final void read(Readable in, short version) {
        written = null;
        var fields = new FieldReader(ByteBuffer.wrap(in.readArray(in.remaining())));
        read(fields);
        fields.end();
    }

    @Override
    public final List<RawTaggedField> unknownTaggedFields() {
        return List.of();
    }
}
