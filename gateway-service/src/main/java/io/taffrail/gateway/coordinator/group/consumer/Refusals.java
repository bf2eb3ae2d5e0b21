package io.taffrail.gateway.coordinator.group.consumer;

import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;

/** Refusals that more than one rule gives. */
final class Refusals {

    private Refusals() {}

    static Rejected unknownGroup(String groupId) {
        return new Rejected(
                Rejection.GROUP_ID_NOT_FOUND, "Consumer group " + groupId + " not found.");
    }

    static Rejected otherProtocol(String groupId) {
        return new Rejected(
                Rejection.GROUP_ID_NOT_FOUND, "Group " + groupId + " is not a consumer group.");
    }

    static Rejected notClassic(String memberId) {
        return new Rejected(
                Rejection.UNKNOWN_MEMBER_ID,
                "Member " + memberId + " does not use the classic protocol.");
    }

    static Rejected unknownMember(String groupId, String memberId) {
        return new Rejected(
                Rejection.UNKNOWN_MEMBER_ID,
                "Member " + memberId + " is not a member of group " + groupId + ".");
    }

    static Rejected unknownInstance(String instanceId) {
        return new Rejected(
                Rejection.UNKNOWN_MEMBER_ID, "Instance id " + instanceId + " is unknown.");
    }

    static Rejected fencedInstance(String memberId, String instanceId, String ownerId) {
        return new Rejected(
                Rejection.FENCED_INSTANCE_ID,
                "Static member "
                        + memberId
                        + " with instance id "
                        + instanceId
                        + " was fenced by member "
                        + ownerId
                        + ".");
    }

    static Rejected invalid(String message) {
        return new Rejected(Rejection.INVALID_REQUEST, message);
    }
}
