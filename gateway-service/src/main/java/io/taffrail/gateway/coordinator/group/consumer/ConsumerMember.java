package io.taffrail.gateway.coordinator.group.consumer;

/** A member as the log has it. Immutable. */
public record ConsumerMember(
        String id, MemberSubscription subscription, CurrentAssignment assignment) {

    int epoch() {
        return assignment.epoch();
    }

    boolean isStatic() {
        return subscription.instanceId() != null;
    }

    /** Whether it joins and syncs, where others send the heartbeats of this protocol. */
    boolean speaksClassic() {
        return subscription.classic() != null;
    }
}
