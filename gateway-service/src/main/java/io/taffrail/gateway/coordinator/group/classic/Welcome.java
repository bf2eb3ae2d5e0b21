package io.taffrail.gateway.coordinator.group.classic;

import io.taffrail.gateway.coordinator.group.classic.JoinAnswer.Joined;
import io.taffrail.gateway.coordinator.group.classic.JoinAnswer.Participant;
import java.util.List;
import java.util.Objects;

/** What members are told of the generation that they are in. */
final class Welcome {

    private Welcome() {}

    /** The leader is told of everybody, since it is to assign. */
    static Joined to(ClassicGroup group, ClassicMember member) {
        boolean assigns = group.isLeader(member.id());
        return joined(
                group,
                member,
                Objects.requireNonNullElse(group.leader(), ""),
                assigns ? participants(group) : List.of(),
                false);
    }

    /** A static member is back, and the assignment stays as it is (KIP-814). */
    static Joined back(ClassicGroup group, ClassicMember member) {
        boolean leads = group.isLeader(member.id());
        return joined(
                group,
                member,
                Objects.requireNonNullElse(group.leader(), ""),
                leads ? participants(group) : List.of(),
                leads);
    }

    /** As above, to a client that would assign if it knew that it leads. */
    static Joined backUnawares(ClassicGroup group, ClassicMember member, String leaderBefore) {
        return joined(group, member, leaderBefore, List.of(), false);
    }

    private static Joined joined(
            ClassicGroup group,
            ClassicMember member,
            String leader,
            List<Participant> participants,
            boolean skipAssignment) {
        return new Joined(
                member.id(),
                group.generation(),
                group.protocolType(),
                group.protocolName(),
                leader,
                participants,
                skipAssignment);
    }

    private static List<Participant> participants(ClassicGroup group) {
        return group.members().stream()
                .map(each ->
                        new Participant(
                                each.id(), each.instanceId(), each.metadata(group.protocolName())))
                .toList();
    }
}
