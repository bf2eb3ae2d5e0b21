package io.taffrail.protocol.legacy;

import io.taffrail.protocol.records.CorruptBatchException;
import io.taffrail.protocol.records.MessageSetWriter;
import io.taffrail.protocol.records.MessageSetWriter.Messages;
import io.taffrail.protocol.server.ApiHandler;
import io.taffrail.protocol.server.ApiRange;
import io.taffrail.protocol.server.Exchange;
import io.taffrail.protocol.wire.Api;
import io.taffrail.protocol.wire.RegionRecords;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.FetchableTopicResponse;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;
import org.apache.kafka.common.record.internal.BaseRecords;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.jspecify.annotations.Nullable;

/**
 * Fetch 0–3, as version 4: batches become messages, of magic 0 for versions 0 and 1 and of magic 1
 * from 2 on. The messages are made in the heap, so an answer is smaller than others may be.
 *
 * <p>A consumer of that time goes on after the last message that it got. Where nothing of what was
 * read can be shown, as with the markers of transactions, it would ask for the same again for ever;
 * so the handler is asked once more, from behind that, for as long as the client would wait.
 */
final class LegacyFetch implements ApiHandler {

    private static final short OLDEST = 4;
    private static final int ANSWER_BYTES_MAX = 8 << 20;
    private static final int SHARE_BYTES_MIN = 64 << 10;
    private static final int MAX_BYTES_FROM = 3;

    private final ApiHandler handler;

    LegacyFetch(ApiHandler handler) {
        this.handler = handler;
    }

    @Override
    public ApiRange range() {
        return new ApiRange(ApiKeys.FETCH.id, (short) 0, handler.range().max());
    }

    @Override
    public ApiMessage read(Api api, Readable in, short version) {
        return version < OLDEST ? readOld(in, version) : handler.read(api, in, version);
    }

    @Override
    public void handle(Exchange exchange) {
        if (exchange.version() < OLDEST) {
            ask(exchange, exchange.request(FetchRequestData.class));
        } else {
            handler.handle(exchange);
        }
    }

    private void ask(Exchange exchange, FetchRequestData request) {
        handler.handle(
                exchange.translated(
                        OLDEST,
                        request,
                        answer -> {
                            var response = (FetchResponseData) answer;
                            if (response != null) {
                                onAnswer(exchange, request, response);
                            }
                        }));
    }

    private void askAgain(Exchange exchange, FetchRequestData request) {
        if (exchange.isConnected()) {
            exchange.attempt(() -> ask(exchange, request));
        }
    }

    private void onAnswer(Exchange exchange, FetchRequestData request, FetchResponseData answer) {
        var form = new Form(request, exchange.version());
        form.convert(answer);
        if (form.hasMoved && !form.hasNews) {
            // Not from here: what is left out may go on for long.
            exchange.executor().execute(() -> askAgain(exchange, request));
        } else {
            exchange.respond(write(answer, exchange.version()));
        }
    }

    private record Place(String topic, int partition) {}

    /** The conversion of one answer. */
    private static final class Form {
        private final Map<Place, FetchPartition> asks = new HashMap<>();
        private final MessageSetWriter messages;
        private int leftBytes;
        private boolean hasMessages;
        private boolean hasNews;
        private boolean hasMoved;

        Form(FetchRequestData request, short version) {
            for (FetchTopic topic : request.topics()) {
                for (FetchPartition partition : topic.partitions()) {
                    asks.put(new Place(topic.topic(), partition.partition()), partition);
                }
            }
            this.messages = new MessageSetWriter(version < 2 ? 0 : 1);
            this.leftBytes = request.maxBytes();
        }

        void convert(FetchResponseData answer) {
            for (FetchableTopicResponse topic : answer.responses()) {
                for (PartitionData data : topic.partitions()) {
                    FetchPartition asked =
                            asks.get(new Place(topic.topic(), data.partitionIndex()));
                    if (data.errorCode() == Errors.NONE.code() && asked != null) {
                        convert(data, asked);
                    }
                    hasNews |= data.errorCode() != Errors.NONE.code();
                }
            }
        }

        private void convert(PartitionData data, FetchPartition asked) {
            try {
                Messages shown =
                        messages.write(
                                bytes(data.records()),
                                asked.fetchOffset(),
                                Math.min(leftBytes, asked.partitionMaxBytes()),
                                !hasMessages);
                int shownBytes = shown.bytes().remaining();
                leftBytes = Math.max(0, leftBytes - shownBytes);
                hasMessages |= shownBytes > 0;
                hasNews |= shownBytes > 0;
                data.setRecords(MemoryRecords.readableRecords(shown.bytes()));
                if (shown.nextOffset() > asked.fetchOffset()) {
                    hasMoved = true;
                    asked.setFetchOffset(shown.nextOffset());
                }
            } catch (CorruptBatchException corrupt) {
                data.setErrorCode(Errors.CORRUPT_MESSAGE.code()).setRecords(MemoryRecords.EMPTY);
            }
        }
    }

    /** The batches, read from their file where they still lie there. */
    private static ByteBuffer bytes(@Nullable BaseRecords records) {
        if (records instanceof RegionRecords region) {
            ByteBuffer bytes = ByteBuffer.allocate(region.sizeInBytes());
            try {
                while (bytes.hasRemaining()) {
                    long at = region.position() + bytes.position();
                    if (region.channel().read(bytes, at) < 0) {
                        throw new EOFException("the segment ends at " + at);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return bytes.flip();
        }
        return records instanceof MemoryRecords memory
                ? memory.buffer()
                : MemoryRecords.EMPTY.buffer();
    }

    static LegacyAnswer write(FetchResponseData answer, short version) {
        return LegacyAnswer.of(
                ApiKeys.FETCH.id,
                out -> {
                    if (version >= 1) {
                        out.writeInt(answer.throttleTimeMs());
                    }
                    out.writeInt(answer.responses().size());
                    for (FetchableTopicResponse topic : answer.responses()) {
                        LegacyAnswer.writeString(out, topic.topic());
                        out.writeInt(topic.partitions().size());
                        for (PartitionData data : topic.partitions()) {
                            out.writeInt(data.partitionIndex());
                            out.writeShort(LegacyAnswer.error(data.errorCode()));
                            out.writeLong(data.highWatermark());
                            ByteBuffer set = bytes(data.records());
                            out.writeInt(set.remaining());
                            out.write(
                                    set.array(),
                                    set.arrayOffset() + set.position(),
                                    set.remaining());
                        }
                    }
                });
    }

    /**
     * As version 4, which has an isolation level. Before version 3 an answer had no bound of its
     * own, and clients did not turn their partitions round: each gets the same share of ours.
     */
    static FetchRequestData readOld(Readable in, short version) {
        in.readInt(); // The replica's id: ours do not speak these versions.
        var request = new FetchRequestData().setReplicaId(-1);
        request.setMaxWaitMs(in.readInt()).setMinBytes(in.readInt());
        int askedBytes = version >= MAX_BYTES_FROM ? in.readInt() : ANSWER_BYTES_MAX;
        request.setMaxBytes(Math.max(0, Math.min(askedBytes, ANSWER_BYTES_MAX)));
        int topics = LegacyArray.length(in, "topic");
        int partitions = 0;
        for (int i = 0; i < topics; i++) {
            var topic = new FetchTopic(in, OLDEST);
            partitions += topic.partitions().size();
            request.topics().add(topic);
        }
        if (version < MAX_BYTES_FROM) {
            share(request, Math.max(SHARE_BYTES_MIN, ANSWER_BYTES_MAX / Math.max(1, partitions)));
        }
        return request;
    }

    private static void share(FetchRequestData request, int bytesMax) {
        for (FetchTopic topic : request.topics()) {
            for (FetchPartition partition : topic.partitions()) {
                partition.setPartitionMaxBytes(Math.min(bytesMax, partition.partitionMaxBytes()));
            }
        }
    }
}
