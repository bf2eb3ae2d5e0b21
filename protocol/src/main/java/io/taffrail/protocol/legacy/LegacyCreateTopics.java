package io.taffrail.protocol.legacy;

import io.taffrail.protocol.server.ApiHandler;
import io.taffrail.protocol.server.ApiRange;
import io.taffrail.protocol.server.Exchange;
import io.taffrail.protocol.wire.Api;
import java.io.DataOutputStream;
import java.io.IOException;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Readable;
import org.jspecify.annotations.Nullable;

/**
 * CreateTopics 0 and 1, as version 2. None of their answers has a throttle time, and the first has
 * no messages, and cannot ask whether a topic could be created.
 */
final class LegacyCreateTopics implements ApiHandler {

    private static final short OLDEST = 2;

    private final ApiHandler handler;

    LegacyCreateTopics(ApiHandler handler) {
        this.handler = handler;
    }

    @Override
    public ApiRange range() {
        return new ApiRange(ApiKeys.CREATE_TOPICS.id, (short) 0, handler.range().max());
    }

    @Override
    public ApiMessage read(Api api, Readable in, short version) {
        return version < OLDEST ? readOld(in, version) : handler.read(api, in, version);
    }

    @Override
    public void handle(Exchange exchange) {
        short version = exchange.version();
        if (version >= OLDEST) {
            handler.handle(exchange);
            return;
        }
        handler.handle(
                exchange.translated(
                        OLDEST,
                        exchange.request(CreateTopicsRequestData.class),
                        answer -> {
                            if (answer instanceof CreateTopicsResponseData response) {
                                exchange.respond(write(response, version));
                            }
                        }));
    }

    private static LegacyAnswer write(CreateTopicsResponseData response, short version) {
        return LegacyAnswer.of(
                ApiKeys.CREATE_TOPICS.id,
                out -> {
                    out.writeInt(response.topics().size());
                    for (CreatableTopicResult topic : response.topics()) {
                        LegacyAnswer.writeString(out, topic.name());
                        out.writeShort(topic.errorCode());
                        if (version >= 1) {
                            writeMessage(out, topic.errorMessage());
                        }
                    }
                });
    }

    private static void writeMessage(DataOutputStream out, @Nullable String message)
            throws IOException {
        if (message == null) {
            out.writeShort(-1);
        } else {
            LegacyAnswer.writeString(out, message);
        }
    }

    /** As version 2; the very first always creates. */
    private static CreateTopicsRequestData readOld(Readable in, short version) {
        var request = new CreateTopicsRequestData();
        int topics = LegacyArray.length(in, "topic");
        for (int i = 0; i < topics; i++) {
            request.topics().add(new CreatableTopic(in, OLDEST));
        }
        return request.setTimeoutMs(in.readInt())
                .setValidateOnly(version >= 1 && in.readByte() != 0);
    }
}
