package io.taffrail.protocol.legacy;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Message;
import org.apache.kafka.common.protocol.MessageSizeAccumulator;
import org.apache.kafka.common.protocol.ObjectSerializationCache;
import org.apache.kafka.common.protocol.Readable;
import org.apache.kafka.common.protocol.Writable;
import org.apache.kafka.common.protocol.types.RawTaggedField;

/** An answer in a version that no generated class writes: its bytes, after the header. */
final class LegacyAnswer implements ApiMessage {

    private final short apiKey;
    private ByteBuffer body;

    /** Writes a body, which cannot fail: it goes to memory. */
    @FunctionalInterface
    interface Body {
        void writeTo(DataOutputStream out) throws IOException;
    }

    private LegacyAnswer(short apiKey, ByteBuffer body) {
        this.apiKey = apiKey;
        this.body = body;
    }

    static LegacyAnswer of(short apiKey, Body body) {
        var bytes = new ByteArrayOutputStream();
        try {
            body.writeTo(new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return new LegacyAnswer(apiKey, ByteBuffer.wrap(bytes.toByteArray()));
    }

    /** A string: its length as an int16, and UTF-8. */
    static void writeString(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        out.writeShort(bytes.length);
        out.write(bytes);
    }

    /**
     * The error as those versions name it: a disk that failed was none of the leader's (KIP-112).
     */
    static short error(short code) {
        return code == Errors.KAFKA_STORAGE_ERROR.code()
                ? Errors.NOT_LEADER_OR_FOLLOWER.code()
                : code;
    }

    ByteBuffer body() {
        return body.duplicate();
    }

    @Override
    public short apiKey() {
        return apiKey;
    }

    @Override
    public short lowestSupportedVersion() {
        return 0;
    }

    @Override
    public short highestSupportedVersion() {
        return Short.MAX_VALUE;
    }

    @Override
    public void addSize(
            MessageSizeAccumulator size, ObjectSerializationCache cache, short version) {
        size.addBytes(body.remaining());
    }

    @Override
    public void write(Writable out, ObjectSerializationCache cache, short version) {
        out.writeByteBuffer(body());
    }

    @Override
    public void read(Readable in, short version) {
        body = in.readByteBuffer(in.remaining());
    }

    @Override
    public List<RawTaggedField> unknownTaggedFields() {
        return List.of();
    }

    @Override
    public Message duplicate() {
        return new LegacyAnswer(apiKey, body());
    }
}
