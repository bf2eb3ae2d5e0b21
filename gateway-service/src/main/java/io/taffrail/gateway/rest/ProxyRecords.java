package io.taffrail.gateway.rest;

import io.taffrail.gateway.json.JsonBytes;
import io.taffrail.gateway.stream.FetchedChunk;
import io.taffrail.gateway.stream.StatelessReader.Page;
import io.taffrail.gateway.stream.StatelessReader.Slice;
import io.taffrail.protocol.records.BatchReader;
import io.taffrail.protocol.records.CorruptBatchException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Records as the proxies' binary format has them: key and value are plain base64 strings. */
final class ProxyRecords {

    private ProxyRecords() {}

    static void appendBinary(JsonBytes out, Page page) {
        boolean[] isFirst = {true};
        for (Slice slice : page.slices()) {
            FetchedChunk chunk = slice.chunk();
            try {
                chunk.walk((index, record) -> {
                    if (index >= slice.from() && index < slice.to()) {
                        if (!isFirst[0]) {
                            out.raw((byte) ',');
                        }
                        isFirst[0] = false;
                        append(out, chunk, record);
                    }
                });
            } catch (CorruptBatchException e) {
                throw corrupt(e);
            }
        }
    }

    static ProblemException corrupt(CorruptBatchException e) {
        return new ProblemException(
                new Problem(
                        500,
                        50002,
                        "corrupt-record",
                        "Corrupt record",
                        String.valueOf(e.getMessage()),
                        false));
    }

    private static void append(JsonBytes out, FetchedChunk chunk, BatchReader record) {
        out.ascii("{\"topic\":").string(chunk.partition().topic()).ascii(",\"key\":");
        base64(out, record.key());
        out.ascii(",\"value\":");
        base64(out, record.value());
        out.ascii(",\"partition\":").number(chunk.partition().partition());
        out.ascii(",\"offset\":").number(record.offset()).raw((byte) '}');
    }

    private static void base64(JsonBytes out, @Nullable ByteBuffer bytes) {
        if (bytes == null) {
            out.ascii("null");
            return;
        }
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(bytes.position(), copy);
        out.raw((byte) '"').base64(copy, 0, copy.length).raw((byte) '"');
    }
}
