package io.taffrail.protocol.server;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.common.message.HeartbeatResponseData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.ApiKeys;

/** Handlers for tests: one answers at once, one keeps its exchanges until the test answers. */
final class Echo {

    private Echo() {}

    static final class Immediate implements ApiHandler {
        @Override
        public ApiRange range() {
            return ApiRange.of(ApiKeys.HEARTBEAT, 0, 4);
        }

        @Override
        public void handle(Exchange exchange) {
            exchange.respond(new HeartbeatResponseData());
        }
    }

    static final class Held implements ApiHandler {
        final Queue<Exchange> exchanges = new ConcurrentLinkedQueue<>();

        @Override
        public ApiRange range() {
            return ApiRange.of(ApiKeys.PRODUCE, 3, 13);
        }

        @Override
        public void handle(Exchange exchange) {
            exchanges.add(exchange);
        }

        void answerAll() {
            for (Exchange next = exchanges.poll(); next != null; next = exchanges.poll()) {
                next.respond(new ProduceResponseData());
            }
        }
    }
}
