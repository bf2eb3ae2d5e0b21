package io.taffrail.gateway.coordinator.group.consumer;

import io.taffrail.gateway.coordinator.group.assign.PartitionSet;
import java.util.List;

/** A group as people see it (KIP-848). */
public record ConsumerGroupDescription(
        String groupId,
        String state,
        int groupEpoch,
        int assignmentEpoch,
        String assignor,
        List<Member> members) {

    /**
     * @param assigned what it reads or still has to give up
     * @param target what it is to read
     */
    public record Member(
            String memberId,
            int memberEpoch,
            MemberSubscription subscription,
            PartitionSet assigned,
            PartitionSet target) {}
}
