package io.taffrail.gateway.coordinator.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taffrail.gateway.coordinator.Rehearsal;
import io.taffrail.gateway.coordinator.ShardRequest;
import io.taffrail.gateway.coordinator.group.GroupEntry;
import io.taffrail.gateway.coordinator.group.GroupMachine;
import io.taffrail.gateway.coordinator.group.GroupRequest;
import io.taffrail.gateway.coordinator.group.GroupSettings;
import io.taffrail.gateway.link.Answer;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.runtime.Clock;
import io.taffrail.protocol.client.ClientConfig;
import io.taffrail.protocol.client.NodeAddress;
import io.taffrail.protocol.client.NodeClient;
import io.taffrail.protocol.server.ApiRouter;
import io.taffrail.protocol.server.ApiVersionsHandler;
import io.taffrail.protocol.server.RequestObserver;
import io.taffrail.protocol.server.ServerConfig;
import io.taffrail.protocol.server.WireServer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.message.DescribeGroupsRequestData;
import org.apache.kafka.common.message.DescribeGroupsResponseData;
import org.apache.kafka.common.message.DescribeGroupsResponseData.DescribedGroup;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.HeartbeatResponseData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocol;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocolCollection;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.message.LeaveGroupResponseData;
import org.apache.kafka.common.message.OffsetDeleteRequestData;
import org.apache.kafka.common.message.OffsetDeleteResponseData;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupRequestData.SyncGroupRequestAssignment;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The classic protocol in each of its versions, over a real socket. */
class ClassicWireTest {

    private static final byte[] METADATA = "metadata".getBytes(StandardCharsets.UTF_8);
    private static final byte[] ASSIGNMENT = "assignment".getBytes(StandardCharsets.UTF_8);

    private final NodeClient client = new NodeClient(ClientConfig.named("test"));
    private final OneShard shard = new OneShard();
    private WireServer server;

    /** All groups in one machine; requests come from the server's loops, time from the test. */
    private static final class OneShard implements Shards {

        private final Rehearsal<GroupRequest<?>, GroupEntry> stage =
                new Rehearsal<>(() -> new GroupMachine(() -> GroupSettings.DEFAULT));

        @Override
        public synchronized <R> CompletableFuture<Answer<R>> ask(GroupRequest<R> request) {
            return stage.ask((ShardRequest<R>) request).future();
        }

        @Override
        public <R> CompletableFuture<Answer<R>> askInOrder(
                GroupRequest<R> request, long sentAfterNs) {
            return ask(request);
        }

        @Override
        public <R> CompletableFuture<List<Answer<R>>> askAll(GroupRequest<R> request) {
            return ask(request).thenApply(List::of);
        }

        synchronized void advance(long ms) {
            stage.advance(ms);
        }
    }

    @BeforeEach
    void start() throws Exception {
        var router = new ApiRouter().add(CoordinatorHandlers.of(shard, () -> MetadataImage.EMPTY));
        router.add(
                List.of(
                        new ApiVersionsHandler(
                                router, () -> new ApiVersionsHandler.Features(-1, List.of()))));
        server =
                WireServer.start(
                        ServerConfig.on("127.0.0.1", 0),
                        router,
                        Clock.system(),
                        RequestObserver.NONE);
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
    void aMemberJoinsInEachVersion(int version) throws Exception {
        JoinGroupResponseData joined = join(version);
        assertThat(joined.errorCode()).isZero();
        assertThat(joined.generationId()).isEqualTo(1);
        assertThat(joined.protocolName()).isEqualTo("range");
        assertThat(joined.protocolType()).isEqualTo(version >= 7 ? "consumer" : null);
        assertThat(joined.leader()).isEqualTo(joined.memberId()).startsWith("test-");
        assertThat(joined.members()).hasSize(1);
        assertThat(joined.members().getFirst().metadata()).isEqualTo(METADATA);
        assertThat(joined.skipAssignment()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 6, 7, 9})
    void aRefusedJoinIsToldSoInEachVersion(int version) throws Exception {
        var refused =
                send(request("").setSessionTimeoutMs(1), version, JoinGroupResponseData.class);
        assertThat(refused.errorCode()).isEqualTo(Errors.INVALID_SESSION_TIMEOUT.code());
        assertThat(refused.protocolName()).isEqualTo(version >= 7 ? null : "");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void aMemberSyncsInEachVersion(int version) throws Exception {
        JoinGroupResponseData joined = join(9);
        var sync =
                new SyncGroupRequestData()
                        .setGroupId("g")
                        .setMemberId(joined.memberId())
                        .setGenerationId(joined.generationId())
                        .setAssignments(
                                List.of(
                                        new SyncGroupRequestAssignment()
                                                .setMemberId(joined.memberId())
                                                .setAssignment(ASSIGNMENT)));
        if (version >= 5) {
            assertThat(send(sync, version, SyncGroupResponseData.class).errorCode())
                    .isEqualTo(Errors.INCONSISTENT_GROUP_PROTOCOL.code());
            sync.setProtocolType("consumer").setProtocolName("range");
        }
        SyncGroupResponseData synced = send(sync, version, SyncGroupResponseData.class);
        assertThat(synced.errorCode()).isZero();
        assertThat(synced.assignment()).isEqualTo(ASSIGNMENT);
        assertThat(synced.protocolName()).isEqualTo(version >= 5 ? "range" : null);
    }

    @Test
    void aSyncForAnotherProtocolIsRefused() throws Exception {
        JoinGroupResponseData joined = join(9);
        var sync =
                new SyncGroupRequestData()
                        .setGroupId("g")
                        .setMemberId(joined.memberId())
                        .setGenerationId(1)
                        .setProtocolType("consumer")
                        .setProtocolName("sticky");
        assertThat(send(sync, 5, SyncGroupResponseData.class).errorCode())
                .isEqualTo(Errors.INCONSISTENT_GROUP_PROTOCOL.code());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void aMemberIsAliveInEachVersion(int version) throws Exception {
        JoinGroupResponseData joined = join(9);
        var beat =
                new HeartbeatRequestData()
                        .setGroupId("g")
                        .setMemberId(joined.memberId())
                        .setGenerationId(1);
        assertThat(send(beat, version, HeartbeatResponseData.class).errorCode()).isZero();
        assertThat(send(beat.setGenerationId(0), version, HeartbeatResponseData.class).errorCode())
                .isEqualTo(Errors.ILLEGAL_GENERATION.code());
        assertThat(send(beat.setGroupId(""), version, HeartbeatResponseData.class).errorCode())
                .isEqualTo(Errors.INVALID_GROUP_ID.code());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void aMemberLeavesInTheOldVersions(int version) throws Exception {
        JoinGroupResponseData joined = join(9);
        var leave = new LeaveGroupRequestData().setGroupId("g").setMemberId(joined.memberId());
        assertThat(send(leave, version, LeaveGroupResponseData.class).errorCode()).isZero();
        assertThat(send(leave, version, LeaveGroupResponseData.class).errorCode())
                .isEqualTo(Errors.UNKNOWN_MEMBER_ID.code());
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5})
    void membersLeaveTogetherInTheNewVersions(int version) throws Exception {
        JoinGroupResponseData joined = join(9);
        var leave =
                new LeaveGroupRequestData()
                        .setGroupId("g")
                        .setMembers(
                                List.of(
                                        new MemberIdentity().setMemberId(joined.memberId()),
                                        new MemberIdentity()
                                                .setMemberId("")
                                                .setGroupInstanceId("nobody")));
        LeaveGroupResponseData left = send(leave, version, LeaveGroupResponseData.class);
        assertThat(left.errorCode()).isZero();
        assertThat(left.members())
                .extracting(LeaveGroupResponseData.MemberResponse::errorCode)
                .containsExactly(Errors.NONE.code(), Errors.UNKNOWN_MEMBER_ID.code());
    }

    @Test
    void whoLeavesAGroupThatDoesNotExistIsUnknownOneByOne() throws Exception {
        var leave =
                new LeaveGroupRequestData()
                        .setGroupId("none")
                        .setMembers(List.of(new MemberIdentity().setMemberId("a")));
        LeaveGroupResponseData left = send(leave, 5, LeaveGroupResponseData.class);
        assertThat(left.errorCode()).isZero();
        assertThat(left.members().getFirst().errorCode())
                .isEqualTo(Errors.UNKNOWN_MEMBER_ID.code());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6})
    void groupsAreDescribedInEachVersion(int version) throws Exception {
        join(9);
        var response =
                send(
                        new DescribeGroupsRequestData().setGroups(List.of("g", "none")),
                        version,
                        DescribeGroupsResponseData.class);
        DescribedGroup known = response.groups().getFirst();
        assertThat(known.groupState()).isEqualTo("CompletingRebalance");
        assertThat(known.protocolType()).isEqualTo("consumer");
        assertThat(known.members().getFirst().clientId()).isEqualTo("test");
        assertThat(known.members().getFirst().clientHost()).isEqualTo("/127.0.0.1");
        DescribedGroup unknown = response.groups().getLast();
        assertThat(unknown.groupState()).isEqualTo("Dead");
        assertThat(unknown.errorCode())
                .isEqualTo(version >= 6 ? Errors.GROUP_ID_NOT_FOUND.code() : Errors.NONE.code());
        assertThat(unknown.errorMessage()).isEqualTo(version >= 6 ? "Group none not found." : null);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 6})
    void whoAsksIsToldWhatAKafkaWithoutAuthorizerTells(int version) throws Exception {
        join(9);
        var asked =
                new DescribeGroupsRequestData()
                        .setGroups(List.of("g"))
                        .setIncludeAuthorizedOperations(true);
        assertThat(operations(asked, version))
                .as("READ, DESCRIBE, DELETE, DESCRIBE_CONFIGS and ALTER_CONFIGS")
                .isEqualTo(3400);
        assertThat(operations(asked.setIncludeAuthorizedOperations(false), version))
                .isEqualTo(Integer.MIN_VALUE);
    }

    private int operations(DescribeGroupsRequestData asked, int version) throws Exception {
        return send(asked, version, DescribeGroupsResponseData.class)
                .groups()
                .getFirst()
                .authorizedOperations();
    }

    @Test
    void offsetsOfAGroupWithoutANameAreNotDeleted() throws Exception {
        var delete = new OffsetDeleteRequestData().setGroupId("");
        assertThat(send(delete, 0, OffsetDeleteResponseData.class).errorCode())
                .isEqualTo(Errors.INVALID_GROUP_ID.code());
    }

    private JoinGroupResponseData join(int version) throws Exception {
        String memberId = "";
        if (version >= 4) {
            var told = send(request(""), version, JoinGroupResponseData.class);
            assertThat(told.errorCode()).isEqualTo(Errors.MEMBER_ID_REQUIRED.code());
            memberId = told.memberId();
        }
        var joining = ask(request(memberId), version, JoinGroupResponseData.class);
        // The request may still be on its way, and nobody waits before it has come.
        await().until(() -> {
            shard.advance(GroupSettings.DEFAULT.initialRebalanceDelayMs());
            return joining.isDone();
        });
        return joining.get(10, TimeUnit.SECONDS);
    }

    private static JoinGroupRequestData request(String memberId) {
        var protocols = new JoinGroupRequestProtocolCollection();
        protocols.add(new JoinGroupRequestProtocol().setName("range").setMetadata(METADATA));
        return new JoinGroupRequestData()
                .setGroupId("g")
                .setMemberId(memberId)
                .setSessionTimeoutMs(1_000_000)
                .setRebalanceTimeoutMs(1_000_000)
                .setProtocolType("consumer")
                .setProtocols(protocols);
    }

    private <T extends ApiMessage> T send(ApiMessage request, int version, Class<T> type)
            throws Exception {
        return ask(request, version, type).get(10, TimeUnit.SECONDS);
    }

    private <T extends ApiMessage> CompletableFuture<T> ask(
            ApiMessage request, int version, Class<T> type) {
        return client.sendExactly(
                new NodeAddress("127.0.0.1", server.port()),
                0,
                request,
                (short) version,
                10_000,
                type);
    }
}
