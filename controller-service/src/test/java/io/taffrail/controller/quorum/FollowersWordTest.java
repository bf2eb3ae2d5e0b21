package io.taffrail.controller.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto.AppendResult;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.MetadataProto;
import org.apache.ratis.proto.RaftProtos.RaftGroupIdProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.storage.RaftStorage.StartupOption;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a leader may take a follower's word for: it commits what a majority says to have. A leader
 * whose answers were lost sends again from where it was, with what has come in meanwhile.
 */
class FollowersWordTest {

    private static final int FOLLOWER = 1;
    private static final int LEADER = 2;
    private static final long TERM = 7;

    @TempDir private Path directory;

    private RaftServer follower;
    private long calls;

    @BeforeEach
    void start() throws Exception {
        List<QuorumConfig.Peer> peers =
                IntStream.rangeClosed(1, 3)
                        .mapToObj(id -> new QuorumConfig.Peer(id, "127.0.0.1", PeerPorts.next()))
                        .toList();
        follower =
                RaftServer.newBuilder()
                        .setServerId(RatisNames.peerId(FOLLOWER))
                        .setStateMachine(new BaseStateMachine())
                        .setProperties(
                                RatisProperties.of(
                                        new QuorumConfig(
                                                FOLLOWER, peers, directory, 60_000, 1_000)))
                        .setOption(StartupOption.FORMAT)
                        .setGroup(RatisNames.group(peers))
                        .build();
        follower.start();
    }

    @AfterEach
    void close() throws Exception {
        follower.close();
    }

    @Test
    void aFollowerSaysToHaveNoMoreThanItHasWhenItIsSentTheSameAgainAndMore() throws Exception {
        CompletableFuture<AppendEntriesReplyProto> first = follower.appendEntriesAsync(upTo(4));
        CompletableFuture<AppendEntriesReplyProto> again = follower.appendEntriesAsync(upTo(9));

        assertThat(first.get(10, TimeUnit.SECONDS).getMatchIndex()).isEqualTo(4);
        AppendEntriesReplyProto answer = again.get(10, TimeUnit.SECONDS);
        assertThat(answer.getResult()).isEqualTo(AppendResult.SUCCESS);
        assertThat(follower.getDivision(RatisNames.GROUP).getRaftLog().getFlushIndex())
                .isEqualTo(answer.getMatchIndex());
    }

    private AppendEntriesRequestProto upTo(long last) {
        return AppendEntriesRequestProto.newBuilder()
                .setServerRequest(
                        RaftRpcRequestProto.newBuilder()
                                .setRequestorId(id(LEADER))
                                .setReplyId(id(FOLLOWER))
                                .setRaftGroupId(
                                        RaftGroupIdProto.newBuilder()
                                                .setId(RatisNames.GROUP.toByteString()))
                                .setCallId(calls++))
                .setLeaderTerm(TERM)
                .addAllEntries(
                        LongStream.rangeClosed(0, last).mapToObj(FollowersWordTest::entry).toList())
                .build();
    }

    private static LogEntryProto entry(long index) {
        return LogEntryProto.newBuilder()
                .setTerm(TERM)
                .setIndex(index)
                .setMetadataEntry(MetadataProto.newBuilder().setCommitIndex(0))
                .build();
    }

    private static ByteString id(int peer) {
        return RatisNames.peerId(peer).toByteString();
    }
}
