package io.taffrail.gateway.coordinator.api;

import io.taffrail.gateway.coordinator.group.classic.ClassicRequest.Describe;
import io.taffrail.gateway.coordinator.group.classic.GroupDescription;
import io.taffrail.gateway.coordinator.group.classic.GroupDescription.Described;
import io.taffrail.gateway.link.Answer;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.protocol.errors.ErrorTable;
import io.taffrail.protocol.server.ApiHandler;
import io.taffrail.protocol.server.ApiRange;
import io.taffrail.protocol.server.Exchange;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.message.DescribeGroupsRequestData;
import org.apache.kafka.common.message.DescribeGroupsResponseData;
import org.apache.kafka.common.message.DescribeGroupsResponseData.DescribedGroup;
import org.apache.kafka.common.message.DescribeGroupsResponseData.DescribedGroupMember;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * DescribeGroups 0–6: 3 tells what one may do with the group (KIP-430), 4 names static members
 * (KIP-345), 6 says when there is no such group (KIP-1043); before, such a group is Dead. Groups by
 * other protocols count as none.
 */
final class DescribeGroupsHandler implements ApiHandler {

    private static final short WITH_NOT_FOUND = 6;
    private static final String DEAD = "Dead";

    private final Shards shards;

    DescribeGroupsHandler(Shards shards) {
        this.shards = shards;
    }

    @Override
    public ApiRange range() {
        return ApiRange.of(ApiKeys.DESCRIBE_GROUPS, 0, 6);
    }

    @Override
    public void handle(Exchange exchange) {
        var request = exchange.request(DescribeGroupsRequestData.class);
        List<CompletableFuture<DescribedGroup>> described =
                request.groups().stream()
                        .map(id ->
                                describe(
                                        id,
                                        exchange.version(),
                                        request.includeAuthorizedOperations()))
                        .toList();
        CompletableFuture.allOf(described.toArray(CompletableFuture<?>[]::new))
                .thenRun(() ->
                        exchange.respond(
                                new DescribeGroupsResponseData()
                                        .setGroups(
                                                described.stream()
                                                        .map(CompletableFuture::join)
                                                        .toList())));
    }

    private CompletableFuture<DescribedGroup> describe(
            String groupId, short version, boolean hasOperations) {
        return shards.ask(new Describe(groupId))
                .thenApply(answer ->
                        switch (answer) {
                            case Answer.Given<GroupDescription> given -> describe(given.value());
                            case Answer.Refused<GroupDescription> refused ->
                                    absence(refused.rejected(), version);
                        })
                .thenApply(group ->
                        hasOperations && group.errorCode() == Errors.NONE.code()
                                ? group.setAuthorizedOperations(GroupOperations.ALL)
                                : group)
                .thenApply(group -> group.setGroupId(groupId));
    }

    private static DescribedGroup describe(GroupDescription group) {
        return new DescribedGroup()
                .setGroupState(group.state())
                .setProtocolType(group.protocolType())
                .setProtocolData(group.protocolName())
                .setMembers(group.members().stream().map(DescribeGroupsHandler::describe).toList());
    }

    private static DescribedGroupMember describe(Described member) {
        return new DescribedGroupMember()
                .setMemberId(member.memberId())
                .setGroupInstanceId(member.instanceId())
                .setClientId(member.clientId())
                .setClientHost(member.clientHost())
                .setMemberMetadata(member.metadata().bytes())
                .setMemberAssignment(member.assignment().bytes());
    }

    private static DescribedGroup absence(Rejected rejected, short version) {
        boolean isNone = rejected.reason() == Rejection.GROUP_ID_NOT_FOUND;
        var group = new DescribedGroup().setGroupState(isNone ? DEAD : "");
        if (isNone && version < WITH_NOT_FOUND) {
            return group;
        }
        group.setErrorCode(ErrorTable.code(rejected.reason()));
        return version < WITH_NOT_FOUND ? group : group.setErrorMessage(rejected.message());
    }
}
