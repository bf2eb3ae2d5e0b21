package io.taffrail.controller.app;

import io.taffrail.controller.quorum.MetadataLog;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Up while somebody leads the metadata log: without a leader no metadata can change. */
public final class ControllerHealth implements HealthIndicator {

    private final MetadataLog log;

    ControllerHealth(MetadataLog log) {
        this.log = log;
    }

    @Override
    public Health health() {
        Health.Builder health = log.leaderId() >= 0 ? Health.up() : Health.down();
        return health.withDetail("leader", log.leaderId())
                .withDetail("isLeader", log.isLeader())
                .withDetail("appliedIndex", log.image().appliedIndex())
                .build();
    }
}
