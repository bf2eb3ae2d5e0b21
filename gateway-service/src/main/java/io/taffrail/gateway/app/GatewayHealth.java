package io.taffrail.gateway.app;

import io.taffrail.gateway.GatewayNode;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Ready is who is registered with the controller: it knows the topics and where they are. */
public final class GatewayHealth implements HealthIndicator {

    private final GatewayLifecycle lifecycle;
    private final GatewayNode node;

    GatewayHealth(GatewayLifecycle lifecycle, GatewayNode node) {
        this.lifecycle = lifecycle;
        this.node = node;
    }

    @Override
    public Health health() {
        var health = lifecycle.isReady() ? Health.up() : Health.outOfService();
        return health.withDetail("cluster", node.topics().image().clusterId())
                .withDetail("metadataIndex", node.topics().image().appliedIndex())
                .build();
    }
}
