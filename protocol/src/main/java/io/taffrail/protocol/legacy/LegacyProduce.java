package io.taffrail.protocol.legacy;

import io.taffrail.kernel.runtime.Clock;
import io.taffrail.protocol.records.CorruptBatchException;
import io.taffrail.protocol.records.MessageSetReader;
import io.taffrail.protocol.server.ApiHandler;
import io.taffrail.protocol.server.ApiRange;
import io.taffrail.protocol.server.Exchange;
import io.taffrail.protocol.wire.Api;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.message.ProduceResponseData.TopicProduceResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;
import org.apache.kafka.common.record.internal.MemoryRecords;

/**
 * Produce 0–2, as version 3: message sets become batches. The first two have no timestamps in their
 * answers, and the very first no throttle time.
 */
final class LegacyProduce implements ApiHandler {

    private static final short OLDEST = 3;

    /** Of all sets of a request, which are converted in the heap; clients send a MB at once. */
    private static final int SETS_BYTES_MAX = 16 << 20;

    private final ApiHandler handler;
    private final Clock clock;

    LegacyProduce(ApiHandler handler, Clock clock) {
        this.handler = handler;
        this.clock = clock;
    }

    @Override
    public ApiRange range() {
        return new ApiRange(ApiKeys.PRODUCE.id, (short) 0, handler.range().max());
    }

    @Override
    public ApiMessage read(Api api, Readable in, short version) {
        return version < OLDEST ? readOld(in) : handler.read(api, in, version);
    }

    @Override
    public void handle(Exchange exchange) {
        if (exchange.version() >= OLDEST) {
            handler.handle(exchange);
            return;
        }
        var request = exchange.request(ProduceRequestData.class);
        List<Refused> refused = convert(request);
        if (request.acks() == 0 && !refused.isEmpty()) {
            exchange.refuse("a produce request with acks=0 failed");
            return;
        }
        handler.handle(
                exchange.translated(
                        OLDEST,
                        request,
                        answer -> {
                            if (answer == null) {
                                exchange.respondNothing();
                            } else {
                                var response = (ProduceResponseData) answer;
                                refused.forEach(each -> each.addTo(response));
                                exchange.respond(write(response, exchange.version()));
                            }
                        }));
    }

    /** A partition whose messages cannot be taken. */
    private record Refused(String topic, int partition, Errors error) {
        void addTo(ProduceResponseData response) {
            var answers = response.responses().find(topic, Uuid.ZERO_UUID);
            if (answers == null) {
                answers = new TopicProduceResponse().setName(topic);
                response.responses().add(answers);
            }
            answers.partitionResponses()
                    .add(
                            new PartitionProduceResponse()
                                    .setIndex(partition)
                                    .setErrorCode(error.code())
                                    .setBaseOffset(-1));
        }
    }

    /** Puts batches in the place of sets; what is no set goes from the request to the refused. */
    private List<Refused> convert(ProduceRequestData request) {
        var reader = new MessageSetReader(SETS_BYTES_MAX);
        long nowMs = clock.nowMs();
        var refused = new ArrayList<Refused>();
        for (var topic : request.topicData()) {
            topic.partitionData()
                    .removeIf(data -> {
                        boolean isSet =
                                data.records() instanceof MemoryRecords records
                                        && records.buffer().hasRemaining();
                        if (!isSet) {
                            return false;
                        }
                        ByteBuffer set = ((MemoryRecords) data.records()).buffer();
                        Errors error = Errors.MESSAGE_TOO_LARGE;
                        if (set.remaining() <= SETS_BYTES_MAX) {
                            try {
                                ByteBuffer batch = reader.toBatch(set, nowMs);
                                data.setRecords(MemoryRecords.readableRecords(batch));
                                return false;
                            } catch (CorruptBatchException corrupt) {
                                error = Errors.CORRUPT_MESSAGE;
                            }
                        }
                        return refused.add(new Refused(topic.name(), data.index(), error));
                    });
        }
        return refused;
    }

    static LegacyAnswer write(ProduceResponseData response, short version) {
        return LegacyAnswer.of(
                ApiKeys.PRODUCE.id,
                out -> {
                    out.writeInt(response.responses().size());
                    for (TopicProduceResponse topic : response.responses()) {
                        LegacyAnswer.writeString(out, topic.name());
                        out.writeInt(topic.partitionResponses().size());
                        for (PartitionProduceResponse partition : topic.partitionResponses()) {
                            write(out, partition, version);
                        }
                    }
                    if (version >= 1) {
                        out.writeInt(response.throttleTimeMs());
                    }
                });
    }

    private static void write(
            DataOutputStream out, PartitionProduceResponse partition, short version)
            throws IOException {
        out.writeInt(partition.index());
        out.writeShort(LegacyAnswer.error(partition.errorCode()));
        out.writeLong(partition.baseOffset());
        if (version >= 2) {
            out.writeLong(partition.logAppendTimeMs());
        }
    }

    /** As version 3, which begins with the id of a transaction. */
    private static ProduceRequestData readOld(Readable in) {
        var request = new ProduceRequestData().setTransactionalId(null);
        request.setAcks(in.readShort()).setTimeoutMs(in.readInt());
        int topics = LegacyArray.length(in, "topic");
        for (int i = 0; i < topics; i++) {
            request.topicData().add(new TopicProduceData(in, OLDEST));
        }
        return request;
    }
}
