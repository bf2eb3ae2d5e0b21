package io.taffrail.gateway.coordinator.api;

import io.taffrail.gateway.coordinator.group.classic.ClassicRequest.Leave;
import io.taffrail.gateway.coordinator.group.classic.Leaver;
import io.taffrail.gateway.coordinator.group.classic.Left;
import io.taffrail.gateway.link.Answer;
import io.taffrail.protocol.errors.ErrorTable;
import io.taffrail.protocol.server.ApiHandler;
import io.taffrail.protocol.server.ApiRange;
import io.taffrail.protocol.server.Exchange;
import java.util.List;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupResponseData;
import org.apache.kafka.common.message.LeaveGroupResponseData.MemberResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * LeaveGroup 0–5: 3 can name many, and static members by their instance id alone (KIP-345); 5 says
 * why (KIP-800).
 */
final class LeaveGroupHandler implements ApiHandler {

    private static final short WITH_MANY = 3;

    private final Shards shards;

    LeaveGroupHandler(Shards shards) {
        this.shards = shards;
    }

    @Override
    public ApiRange range() {
        return ApiRange.of(ApiKeys.LEAVE_GROUP, 0, 5);
    }

    @Override
    public void handle(Exchange exchange) {
        var request = exchange.request(LeaveGroupRequestData.class);
        boolean namesMany = exchange.version() >= WITH_MANY;
        List<Leaver> leavers =
                namesMany
                        ? request.members().stream()
                                .map(each ->
                                        new Leaver(
                                                each.memberId(),
                                                each.groupInstanceId(),
                                                each.reason()))
                                .toList()
                        : List.of(new Leaver(request.memberId(), null, null));
        shards.ask(new Leave(request.groupId(), leavers))
                .thenAccept(answer ->
                        exchange.respond(
                                switch (answer) {
                                    case Answer.Given<List<Left>> given ->
                                            namesMany
                                                    ? ofMany(given.value())
                                                    : ofOne(given.value().getFirst());
                                    case Answer.Refused<List<Left>> refused ->
                                            new LeaveGroupResponseData()
                                                    .setErrorCode(
                                                            ErrorTable.code(
                                                                    refused.rejected().reason()));
                                }));
    }

    private static LeaveGroupResponseData ofMany(List<Left> outcomes) {
        return new LeaveGroupResponseData()
                .setMembers(
                        outcomes.stream()
                                .map(left ->
                                        new MemberResponse()
                                                .setMemberId(left.leaver().memberId())
                                                .setGroupInstanceId(left.leaver().instanceId())
                                                .setErrorCode(code(left)))
                                .toList());
    }

    private static LeaveGroupResponseData ofOne(Left left) {
        return new LeaveGroupResponseData().setErrorCode(code(left));
    }

    private static short code(Left left) {
        return left.refused() == null
                ? Errors.NONE.code()
                : ErrorTable.code(left.refused().reason());
    }
}
