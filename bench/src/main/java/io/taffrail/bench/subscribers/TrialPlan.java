package io.taffrail.bench.subscribers;

import java.util.List;

/**
 * What a trial does.
 *
 * @param topic to be created
 * @param members subscribers of the one group
 * @param solos subscribers without a group
 * @param perSecond records that are produced, in all partitions together
 * @param seconds how long before the kill, and at least as long after it
 * @param killsCoordinator whether the gateway that coordinates the group dies, or the other one
 */
public record TrialPlan(
        String bootstrap,
        List<GatewayProcess> gateways,
        String topic,
        int partitions,
        int members,
        int solos,
        int perSecond,
        int seconds,
        boolean killsCoordinator) {

    public TrialPlan {
        gateways = List.copyOf(gateways);
    }
}
