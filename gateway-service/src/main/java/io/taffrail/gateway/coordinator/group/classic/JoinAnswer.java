package io.taffrail.gateway.coordinator.group.classic;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a member that joins is told. */
public sealed interface JoinAnswer {

    String memberId();

    /** The member is to come again with this id: MEMBER_ID_REQUIRED (KIP-394). */
    record ComeAgain(String memberId) implements JoinAnswer {}

    /**
     * The member is in.
     *
     * @param generation that it is a member of
     * @param protocolName by which the leader assigns
     * @param leader the member id of the one who assigns
     * @param members everybody with their metadata for that protocol; empty unless told to the one
     *     who assigns
     * @param skipAssignment the leader is to leave the assignment as it is (KIP-814)
     */
    record Joined(
            String memberId,
            int generation,
            @Nullable String protocolType,
            @Nullable String protocolName,
            String leader,
            List<Participant> members,
            boolean skipAssignment)
            implements JoinAnswer {}

    /** A member as its leader sees it. */
    record Participant(String memberId, @Nullable String instanceId, Opaque metadata) {}
}
