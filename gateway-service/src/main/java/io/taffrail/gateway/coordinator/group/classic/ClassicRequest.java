package io.taffrail.gateway.coordinator.group.classic;

import io.taffrail.gateway.coordinator.group.GroupRequest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What members of the classic protocol, and admin tools, ask.
 *
 * @param <R> the answer
 */
public sealed interface ClassicRequest<R> extends GroupRequest<R> {

    /**
     * A member wants to be in the next generation. Refused with INVALID_GROUP_ID,
     * INVALID_SESSION_TIMEOUT, INCONSISTENT_GROUP_PROTOCOL, UNKNOWN_MEMBER_ID, FENCED_INSTANCE_ID
     * or GROUP_MAX_SIZE_REACHED.
     *
     * @param memberId empty for one who has no id yet
     * @param instanceId the name of a static member (KIP-345), or null
     * @param clientId as the request's header says it
     * @param clientHost the address of the client, with a leading slash as in Kafka
     * @param sessionTimeoutMs without a sign of life for so long, the member is gone
     * @param rebalanceTimeoutMs how long it may take to rejoin
     * @param protocolType {@code consumer}, {@code connect}, or anything that members agree on
     * @param protocols what it can do, in the order of its preference
     * @param canBeToldItsId whether one without an id can be sent away with one to come again
     *     (KIP-394, version 4)
     * @param canSkipAssignment whether a leader can be told to leave the assignment as it is
     *     (KIP-814, version 9)
     */
    record Join(
            String groupId,
            String memberId,
            @Nullable String instanceId,
            String clientId,
            String clientHost,
            int sessionTimeoutMs,
            int rebalanceTimeoutMs,
            String protocolType,
            List<OfferedProtocol> protocols,
            boolean canBeToldItsId,
            boolean canSkipAssignment)
            implements ClassicRequest<JoinAnswer> {

        /** The same of a member that has its id. */
        public Join withMemberId(String id) {
            return new Join(
                    groupId,
                    id,
                    instanceId,
                    clientId,
                    clientHost,
                    sessionTimeoutMs,
                    rebalanceTimeoutMs,
                    protocolType,
                    protocols,
                    canBeToldItsId,
                    canSkipAssignment);
        }
    }

    /**
     * A member wants its assignment; the leader brings all of them. Refused with INVALID_GROUP_ID,
     * UNKNOWN_MEMBER_ID, FENCED_INSTANCE_ID, ILLEGAL_GENERATION, INCONSISTENT_GROUP_PROTOCOL or
     * REBALANCE_IN_PROGRESS.
     *
     * @param protocolType what the member believes (KIP-559), or null when it did not say
     * @param protocolName alike
     * @param assignments by member id; empty unless the leader asks
     */
    record Sync(
            String groupId,
            String memberId,
            @Nullable String instanceId,
            int generation,
            @Nullable String protocolType,
            @Nullable String protocolName,
            Map<String, Opaque> assignments)
            implements ClassicRequest<Assigned> {}

    /**
     * A sign of life, which also asks whether there is anything new. Refused with INVALID_GROUP_ID,
     * UNKNOWN_MEMBER_ID, FENCED_INSTANCE_ID, ILLEGAL_GENERATION or REBALANCE_IN_PROGRESS; the last
     * one is a sign of life too, and asks the member to rejoin.
     */
    record Heartbeat(String groupId, String memberId, @Nullable String instanceId, int generation)
            implements ClassicRequest<Alive> {}

    /** Members leave, or an admin sends static members away. Refused with INVALID_GROUP_ID. */
    record Leave(String groupId, List<Leaver> leavers) implements ClassicRequest<List<Left>> {}

    /**
     * What there is to know of a group. Refused with GROUP_ID_NOT_FOUND, also when the group lives
     * by another protocol.
     */
    record Describe(String groupId) implements ClassicRequest<GroupDescription> {}
}
