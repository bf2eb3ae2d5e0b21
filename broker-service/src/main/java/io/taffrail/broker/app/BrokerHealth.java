package io.taffrail.broker.app;

import io.taffrail.broker.BrokerNode;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Up when the broker accepts requests: registered, caught up and not fenced. */
final class BrokerHealth implements HealthIndicator {

    private final BrokerLifecycle lifecycle;

    BrokerHealth(BrokerLifecycle lifecycle) {
        this.lifecycle = lifecycle;
    }

    @Override
    public Health health() {
        BrokerNode node = lifecycle.node();
        boolean accepts =
                node != null && node.ready().isDone() && !node.ready().isCompletedExceptionally();
        if (node == null || !accepts) {
            return Health.outOfService().withDetail("reason", "not registered yet").build();
        }
        return Health.up().withDetail("port", node.port()).build();
    }
}
