package io.taffrail.gateway.coordinator.group.convert;

import io.taffrail.gateway.coordinator.Rehearsal.Asked;
import io.taffrail.gateway.coordinator.group.assign.PartitionSet;
import io.taffrail.gateway.coordinator.group.consumer.Heartbeat;
import io.taffrail.gateway.coordinator.group.consumer.HeartbeatAnswer;
import io.taffrail.gateway.link.GatewayLife;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A consumer of KIP-848, for one topic: it reads what it is told, and says what it reads. */
final class ModernConsumer {

    private final MixedGroup group;
    final String name;
    private String clientId;
    @Nullable String instanceId;
    int epoch;
    PartitionSet owned = PartitionSet.EMPTY;

    ModernConsumer(MixedGroup group, String name) {
        this.group = group;
        this.name = name;
        this.clientId = name;
    }

    /** It is a stream of that gateway. */
    ModernConsumer on(GatewayLife gateway) {
        clientId = gateway.clientId();
        return this;
    }

    ModernConsumer named(String instance) {
        instanceId = instance;
        return this;
    }

    Asked<HeartbeatAnswer> tryToJoin() {
        return group.ask(heartbeat(Heartbeat.JOIN));
    }

    void join() {
        took(tryToJoin().value());
    }

    void beat() {
        if (epoch == Heartbeat.JOIN) {
            return;
        }
        took(group.ask(heartbeat(epoch)).value());
    }

    void leave() {
        group.ask(heartbeat(Heartbeat.LEAVE)).value();
        owned = PartitionSet.EMPTY;
    }

    void leaveForAWhile() {
        group.ask(heartbeat(Heartbeat.LEAVE_FOR_A_WHILE)).value();
        owned = PartitionSet.EMPTY;
    }

    private void took(HeartbeatAnswer answer) {
        epoch = answer.memberEpoch();
        if (answer.assignment() != null) {
            owned = answer.assignment();
        }
    }

    private Heartbeat heartbeat(int saidEpoch) {
        boolean isJoin = saidEpoch == Heartbeat.JOIN;
        return new Heartbeat(
                MixedGroup.GROUP,
                name,
                saidEpoch,
                instanceId,
                null,
                isJoin ? 30_000 : -1,
                isJoin ? List.of(MixedGroup.TOPIC) : null,
                null,
                null,
                isJoin ? PartitionSet.EMPTY : owned,
                clientId,
                "/127.0.0.1",
                true);
    }

    @Override
    public String toString() {
        return name + "@" + epoch + owned.partitions(MixedGroup.TOPIC_ID);
    }
}
