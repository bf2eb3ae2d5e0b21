package io.taffrail.protocol.legacy;

import io.taffrail.protocol.server.ApiHandler;
import io.taffrail.protocol.server.ApiRange;
import io.taffrail.protocol.server.Exchange;
import io.taffrail.protocol.wire.Api;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.DeleteTopicsResponseData;
import org.apache.kafka.common.message.DeleteTopicsResponseData.DeletableTopicResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Readable;

/** DeleteTopics 0, as version 1, whose request is the same and whose answer has a throttle time. */
final class LegacyDeleteTopics implements ApiHandler {

    private static final short OLDEST = 1;

    private final ApiHandler handler;

    LegacyDeleteTopics(ApiHandler handler) {
        this.handler = handler;
    }

    @Override
    public ApiRange range() {
        return new ApiRange(ApiKeys.DELETE_TOPICS.id, (short) 0, handler.range().max());
    }

    @Override
    public ApiMessage read(Api api, Readable in, short version) {
        return version < OLDEST
                ? new DeleteTopicsRequestData(in, OLDEST)
                : handler.read(api, in, version);
    }

    @Override
    public void handle(Exchange exchange) {
        if (exchange.version() >= OLDEST) {
            handler.handle(exchange);
            return;
        }
        handler.handle(
                exchange.translated(
                        OLDEST,
                        exchange.request(DeleteTopicsRequestData.class),
                        answer -> {
                            if (answer instanceof DeleteTopicsResponseData response) {
                                exchange.respond(write(response));
                            }
                        }));
    }

    private static LegacyAnswer write(DeleteTopicsResponseData response) {
        return LegacyAnswer.of(
                ApiKeys.DELETE_TOPICS.id,
                out -> {
                    out.writeInt(response.responses().size());
                    for (DeletableTopicResult topic : response.responses()) {
                        LegacyAnswer.writeString(out, topic.name());
                        out.writeShort(topic.errorCode());
                    }
                });
    }
}
