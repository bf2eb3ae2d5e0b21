package io.taffrail.gateway.coordinator.group.consumer;

import io.taffrail.gateway.coordinator.group.consumer.ConsumerGroupDescription.Member;
import java.util.List;

/** What people see of a group. */
final class Descriptions {

    private Descriptions() {}

    static ConsumerGroupDescription of(ConsumerGroup group) {
        List<Member> members =
                group.members().stream()
                        .map(m ->
                                new Member(
                                        m.id(),
                                        m.epoch(),
                                        m.subscription(),
                                        m.assignment().held(),
                                        group.target(m.id())))
                        .toList();
        return new ConsumerGroupDescription(
                group.id(),
                group.state(),
                group.epoch(),
                group.targetEpoch(),
                group.assignor().name(),
                members);
    }
}
