package io.taffrail.protocol.api;

import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AbstractResponse;
import org.jspecify.annotations.Nullable;

/** One error as the answer to all of a request, in the places that Kafka's own requests know. */
final class Refusal {

    private Refusal() {}

    /** Null where the request wants no answer. */
    static @Nullable ApiMessage of(ApiKeys api, short version, ApiMessage request, Errors error) {
        var bytes = MessageUtil.toByteBufferAccessor(request, version);
        AbstractResponse answer =
                AbstractRequest.parseRequest(api, version, bytes)
                        .request
                        .getErrorResponse(0, error.exception());
        return answer == null ? null : answer.data();
    }
}
