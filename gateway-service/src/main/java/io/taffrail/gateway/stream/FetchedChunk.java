package io.taffrail.gateway.stream;

import io.taffrail.gateway.json.JsonBytes;
import io.taffrail.gateway.link.PartitionReader.Fetched;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.protocol.records.BatchHeader;
import io.taffrail.protocol.records.BatchReader;
import io.taffrail.protocol.records.CorruptBatchException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What one fetch brought, and its records in each encoding that somebody asked for. The first who
 * asks encodes; the others find the bytes. Immutable but for those caches, so any thread may use
 * it.
 */
public final class FetchedChunk {

    /** What a record or a batch may unpack to; the topic's own bound is far below. */
    private static final int RECORD_BYTES_MAX = 256 * 1024 * 1024;

    private static final long UNPACKED_BYTES_MAX = 1L << 30;

    /** Further encodings and filters are worked out for those who ask, and not kept. */
    private static final int CACHED_MAX = 8;

    private final TopicPartition partition;
    private final ByteBuffer batches;
    private final int batchesEnd;
    private final long[] offsets;
    private final long firstOffset;
    private final long nextOffset;
    private final long highWatermark;
    private final ConcurrentHashMap<Encoding, EncodedRecords> encodings = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<RecordFilter, BitSet> matches = new ConcurrentHashMap<>();

    private FetchedChunk(
            TopicPartition partition,
            Fetched fetched,
            int batchesEnd,
            long[] offsets,
            long firstOffset,
            long nextOffset) {
        this.partition = partition;
        this.batches = fetched.batches();
        this.batchesEnd = batchesEnd;
        this.offsets = offsets;
        this.firstOffset = firstOffset;
        this.nextOffset = nextOffset;
        this.highWatermark = fetched.highWatermark();
    }

    /**
     * Checks the batches and finds their records. Records below the offset that was asked for and
     * markers are left out, and a batch that was cut off by the size of the answer is too.
     */
    public static FetchedChunk read(TopicPartition partition, Fetched fetched, long fromOffset)
            throws CorruptBatchException {
        ByteBuffer bytes = fetched.batches();
        var header = new BatchHeader();
        int at = bytes.position();
        long nextOffset = fromOffset;
        long[] offsets = new long[16];
        int count = 0;
        try (var reader = newReader()) {
            while (isWhole(header, bytes, at)) {
                if (!header.isCrcValid()) {
                    throw new CorruptBatchException(
                            header + " of " + partition + " does not match its checksum");
                }
                boolean isRead = !header.isControl() && header.lastOffset() >= fromOffset;
                if (isRead) {
                    reader.open(bytes, at);
                    while (reader.next()) {
                        if (reader.offset() >= fromOffset) {
                            if (count == offsets.length) {
                                offsets = Arrays.copyOf(offsets, 2 * count);
                            }
                            offsets[count++] = reader.offset();
                        }
                    }
                }
                nextOffset = Math.max(nextOffset, header.nextOffset());
                at += header.sizeInBytes();
            }
        }
        return new FetchedChunk(
                partition, fetched, at, Arrays.copyOf(offsets, count), fromOffset, nextOffset);
    }

    private static boolean isWhole(BatchHeader header, ByteBuffer bytes, int at) {
        if (bytes.limit() - at < BatchHeader.SIZE_BYTES) {
            return false;
        }
        header.wrap(bytes, at);
        int size = header.sizeInBytes();
        return size >= BatchHeader.SIZE_BYTES && size <= bytes.limit() - at;
    }

    public TopicPartition partition() {
        return partition;
    }

    public int recordCount() {
        return offsets.length;
    }

    public long offset(int record) {
        return offsets[record];
    }

    /** The offset that was asked for; there is nothing between it and the first record. */
    public long firstOffset() {
        return firstOffset;
    }

    /** The offset after everything that the chunk covers. */
    public long nextOffset() {
        return nextOffset;
    }

    public long highWatermark() {
        return highWatermark;
    }

    int weightBytes() {
        return batchesEnd - batches.position();
    }

    /** The first record that is not below the offset; the count when there is none. */
    public int recordAt(long offset) {
        int found = Arrays.binarySearch(offsets, offset);
        return found >= 0 ? found : -found - 1;
    }

    public EncodedRecords encoded(Encoding encoding) throws CorruptBatchException {
        EncodedRecords known = encodings.get(encoding);
        if (known == null) {
            // Guarded, so that a thousand subscribers that wake together encode once.
            synchronized (encodings) {
                known = encodings.get(encoding);
                if (known == null) {
                    known = encode(encoding);
                    if (encodings.size() < CACHED_MAX) {
                        encodings.put(encoding, known);
                    }
                }
            }
        }
        return known;
    }

    /** Which records pass the filter. */
    public BitSet matching(RecordFilter filter) throws CorruptBatchException {
        BitSet known = matches.get(filter);
        if (known == null) {
            var passing = new BitSet(offsets.length);
            walk((index, reader) -> passing.set(index, filter.accepts(reader)));
            known = passing;
            if (matches.size() < CACHED_MAX) {
                matches.put(filter, known);
            }
        }
        return known;
    }

    private EncodedRecords encode(Encoding encoding) throws CorruptBatchException {
        if (encoding.framing() == Framing.BATCHES) {
            return wholeBatches();
        }
        var out = new JsonBytes(weightBytes() + 160 * offsets.length + 16);
        var encoder = new RecordEncoder(encoding, partition.topic(), partition.partition(), out);
        int[] ends = new int[offsets.length];
        walk((index, reader) -> {
            encoder.encode(reader);
            ends[index] = out.size();
        });
        return new EncodedRecords(out.toByteArray(), 0, ends, offsets.length);
    }

    /**
     * The fetched bytes themselves. Markers between two batches go with the second, and what lies
     * before the first record or behind the last one is left out.
     */
    private EncodedRecords wholeBatches() {
        ByteBuffer stored = batches.hasArray() ? batches : copy(batches);
        int shift = stored.arrayOffset() + stored.position() - batches.position();
        var header = new BatchHeader();
        int[] ends = new int[offsets.length];
        int begin = 0;
        int end = 0;
        int index = 0;
        for (int at = batches.position(); at < batchesEnd; at += header.sizeInBytes()) {
            header.wrap(batches, at);
            int next = header.isControl() ? index : recordAt(header.nextOffset());
            if (next == index) {
                continue;
            }
            if (index == 0) {
                begin = shift + at;
                end = begin;
            }
            Arrays.fill(ends, index, next, end);
            end = shift + at + header.sizeInBytes();
            ends[next - 1] = end;
            index = next;
        }
        return new EncodedRecords(stored.array(), begin, ends, offsets.length);
    }

    private static ByteBuffer copy(ByteBuffer bytes) {
        return ByteBuffer.allocate(bytes.remaining()).put(bytes.duplicate()).flip();
    }

    /** Shows each record of the chunk with its index. */
    public void walk(RecordVisitor visitor) throws CorruptBatchException {
        var header = new BatchHeader();
        int index = 0;
        try (var reader = newReader()) {
            for (int at = batches.position(); at < batchesEnd; at += header.sizeInBytes()) {
                header.wrap(batches, at);
                if (header.isControl() || header.lastOffset() < firstOffset) {
                    continue;
                }
                reader.open(batches, at);
                while (reader.next()) {
                    if (reader.offset() >= firstOffset) {
                        visitor.visit(index++, reader);
                    }
                }
            }
        }
    }

    private static BatchReader newReader() {
        return new BatchReader(RECORD_BYTES_MAX, UNPACKED_BYTES_MAX);
    }

    /** Sees one record; the reader stands on it. */
    @FunctionalInterface
    public interface RecordVisitor {
        void visit(int index, BatchReader record) throws CorruptBatchException;
    }

    /** The chunk that covers the offset, or null. */
    static @Nullable FetchedChunk covering(FetchedChunk[] inOrder, long offset) {
        int low = 0;
        int high = inOrder.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            FetchedChunk chunk = inOrder[middle];
            if (offset < chunk.firstOffset) {
                high = middle - 1;
            } else if (offset >= chunk.nextOffset) {
                low = middle + 1;
            } else {
                return chunk;
            }
        }
        return null;
    }
}
