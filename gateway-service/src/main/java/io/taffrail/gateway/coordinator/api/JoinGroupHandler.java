package io.taffrail.gateway.coordinator.api;

import io.taffrail.gateway.coordinator.group.classic.ClassicRequest.Join;
import io.taffrail.gateway.coordinator.group.classic.JoinAnswer;
import io.taffrail.gateway.coordinator.group.classic.JoinAnswer.Participant;
import io.taffrail.gateway.coordinator.group.classic.OfferedProtocol;
import io.taffrail.gateway.coordinator.group.classic.Opaque;
import io.taffrail.gateway.link.Answer;
import io.taffrail.protocol.errors.ErrorTable;
import io.taffrail.protocol.server.ApiHandler;
import io.taffrail.protocol.server.ApiRange;
import io.taffrail.protocol.server.Exchange;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.JoinGroupResponseData.JoinGroupResponseMember;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * JoinGroup 0–9: 1 has a rebalance timeout (KIP-62), 4 is told its member id first (KIP-394), 5
 * knows static members (KIP-345), 7 learns the protocol type (KIP-559), 8 says why (KIP-800), 9 can
 * be told to leave the assignment as it is (KIP-814).
 */
final class JoinGroupHandler implements ApiHandler {

    private static final short WITH_REBALANCE_TIMEOUT = 1;
    private static final short WITH_MEMBER_ID_REQUIRED = 4;
    private static final short WITH_PROTOCOL_TYPE = 7;
    private static final short WITH_SKIPPED_ASSIGNMENT = 9;

    private final Shards shards;

    JoinGroupHandler(Shards shards) {
        this.shards = shards;
    }

    @Override
    public ApiRange range() {
        return ApiRange.of(ApiKeys.JOIN_GROUP, 0, 9);
    }

    @Override
    public void handle(Exchange exchange) {
        var request = exchange.request(JoinGroupRequestData.class);
        short version = exchange.version();
        shards.ask(join(request, version, exchange))
                .thenAccept(answer ->
                        exchange.respond(
                                switch (answer) {
                                    case Answer.Given<JoinAnswer> given ->
                                            response(given.value(), version);
                                    case Answer.Refused<JoinAnswer> refused ->
                                            refusal(
                                                    ErrorTable.error(refused.rejected().reason()),
                                                    request.memberId(),
                                                    version);
                                }));
    }

    private static Join join(JoinGroupRequestData request, short version, Exchange exchange) {
        return new Join(
                request.groupId(),
                request.memberId(),
                request.groupInstanceId(),
                exchange.clientId(),
                "/" + exchange.peer().getAddress().getHostAddress(),
                request.sessionTimeoutMs(),
                version >= WITH_REBALANCE_TIMEOUT
                        ? request.rebalanceTimeoutMs()
                        : request.sessionTimeoutMs(),
                request.protocolType(),
                request.protocols().stream()
                        .map(offer ->
                                new OfferedProtocol(offer.name(), new Opaque(offer.metadata())))
                        .toList(),
                version >= WITH_MEMBER_ID_REQUIRED,
                version >= WITH_SKIPPED_ASSIGNMENT);
    }

    private static JoinGroupResponseData response(JoinAnswer answer, short version) {
        return switch (answer) {
            case JoinAnswer.ComeAgain again ->
                    refusal(Errors.MEMBER_ID_REQUIRED, again.memberId(), version);
            case JoinAnswer.Joined joined ->
                    new JoinGroupResponseData()
                            .setMemberId(joined.memberId())
                            .setGenerationId(joined.generation())
                            .setProtocolType(joined.protocolType())
                            .setProtocolName(joined.protocolName())
                            .setLeader(joined.leader())
                            .setSkipAssignment(joined.skipAssignment())
                            .setMembers(
                                    joined.members().stream().map(JoinGroupHandler::of).toList());
        };
    }

    private static JoinGroupResponseMember of(Participant member) {
        return new JoinGroupResponseMember()
                .setMemberId(member.memberId())
                .setGroupInstanceId(member.instanceId())
                .setMetadata(member.metadata().bytes());
    }

    private static JoinGroupResponseData refusal(Errors error, String memberId, short version) {
        return new JoinGroupResponseData()
                .setErrorCode(error.code())
                .setMemberId(memberId)
                .setProtocolName(version >= WITH_PROTOCOL_TYPE ? null : "");
    }
}
