package io.taffrail.protocol.api;

import io.taffrail.protocol.server.ApiHandler;
import io.taffrail.protocol.server.ApiRange;
import io.taffrail.protocol.server.Exchange;
import org.apache.kafka.common.message.DescribeLogDirsResponseData;
import org.apache.kafka.common.message.DescribeLogDirsResponseData.DescribeLogDirsResult;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * DescribeLogDirs 1–5 of a node that keeps no logs. Kafka's admin client takes an answer without
 * any directory for a missing permission, so one is named that has nothing in it.
 */
public final class NoLogDirsHandler implements ApiHandler {

    private static final ApiRange RANGE = ApiRange.of(ApiKeys.DESCRIBE_LOG_DIRS, 1, 5);

    @Override
    public ApiRange range() {
        return RANGE;
    }

    @Override
    public void handle(Exchange exchange) {
        var response = new DescribeLogDirsResponseData();
        response.results().add(new DescribeLogDirsResult().setLogDir("none"));
        exchange.respond(response);
    }
}
