package io.taffrail.gateway.coordinator.group.consumer;

/** A member as the log has it. Immutable. */
record ConsumerMember(String id, MemberSubscription subscription, CurrentAssignment assignment) {

    int epoch() {
        return assignment.epoch();
    }
}
