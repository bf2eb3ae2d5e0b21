package io.taffrail.controller.quorum;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.ratis.client.RaftClient;
import org.apache.ratis.proto.RaftProtos.LogInfoProto;
import org.apache.ratis.proto.RaftProtos.RaftConfigurationProto;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.proto.RaftProtos.TermIndexProto;
import org.apache.ratis.protocol.GroupInfoReply;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.SetConfigurationRequest;
import org.apache.ratis.protocol.SetConfigurationRequest.Mode;
import org.apache.ratis.retry.RetryPolicies;
import org.apache.ratis.retry.RetryPolicy;
import org.apache.ratis.thirdparty.io.grpc.StatusRuntimeException;

/**
 * Asks other controllers what they have, over Ratis' own port, each question once. For one round of
 * questions: gRPC would ask one that was away less and less often. Ratis lets some of gRPC's
 * unchecked exceptions through; they mean no more than that nobody answered.
 */
final class PeerProbe implements AutoCloseable {

    private final RaftClient client;

    /**
     * @param others those that will be asked
     */
    PeerProbe(Collection<QuorumConfig.Peer> others) {
        this.client = client(others, RetryPolicies.noRetry()).build();
    }

    private static RaftClient.Builder client(
            Collection<QuorumConfig.Peer> others, RetryPolicy retryPolicy) {
        return RaftClient.newBuilder()
                .setProperties(RatisProperties.ofClient())
                .setRaftGroup(RatisNames.group(others))
                .setRetryPolicy(retryPolicy);
    }

    /** What another controller has. */
    sealed interface Found {}

    /** It did not answer, or was not ready to. */
    record Silent(String why) implements Found {}

    /** It has no log, or one in which nothing was ever written. */
    record Empty() implements Found {}

    /**
     * It has a log with something in it.
     *
     * @param isStable whether its members are not being changed
     */
    record Established(int id, boolean isLeader, boolean isStable, List<QuorumConfig.Peer> members)
            implements Found {

        boolean hasMember(int id) {
            return members.stream().anyMatch(peer -> peer.id() == id);
        }
    }

    Found ask(int id) {
        RaftPeerId peer = RatisNames.peerId(id);
        try {
            boolean hasGroup =
                    client.getGroupManagementApi(peer)
                            .list()
                            .getGroupIds()
                            .contains(RatisNames.GROUP);
            return hasGroup
                    ? found(id, client.getGroupManagementApi(peer).info(RatisNames.GROUP))
                    : new Empty();
        } catch (IOException | StatusRuntimeException e) {
            return new Silent(String.valueOf(e.getMessage()));
        }
    }

    private static Found found(int id, GroupInfoReply info) {
        LogInfoProto log = info.getLogInfoProto();
        RaftConfigurationProto conf = info.getConf().orElse(null);
        if (!info.isSuccess() || conf == null) {
            return new Silent("its log is not open yet");
        }
        RaftPeerRole role = info.getRoleInfoProto().getRole();
        boolean wasWritten =
                (log.hasLastEntry() && log.getLastEntry().getIndex() >= 0)
                        || (log.hasLastSnapshot() && log.getLastSnapshot().getIndex() >= 0);
        if (!wasWritten && role == RaftPeerRole.FOLLOWER) {
            return new Empty();
        }
        return new Established(
                id,
                role == RaftPeerRole.LEADER,
                conf.getOldPeersCount() == 0,
                conf.getPeersList().stream().map(RatisNames::peer).toList());
    }

    /**
     * @return the last entry that another controller has in its log or in a snapshot; empty when it
     *     did not answer, or has no log open
     */
    Optional<LogEnd> logEnd(int id) {
        try {
            GroupInfoReply info =
                    client.getGroupManagementApi(RatisNames.peerId(id)).info(RatisNames.GROUP);
            return info.isSuccess() ? Optional.of(end(info.getLogInfoProto())) : Optional.empty();
        } catch (IOException | StatusRuntimeException e) {
            return Optional.empty();
        }
    }

    private static LogEnd end(LogInfoProto log) {
        var known = new ArrayList<TermIndexProto>();
        if (log.hasLastEntry()) {
            known.add(log.getLastEntry());
        }
        if (log.hasLastSnapshot()) {
            known.add(log.getLastSnapshot());
        }
        if (log.hasCommitted()) {
            known.add(log.getCommitted());
        }
        if (log.hasApplied()) {
            known.add(log.getApplied());
        }
        return known.stream()
                .map(entry -> new LogEnd(entry.getTerm(), entry.getIndex()))
                .max(Comparator.comparingLong(LogEnd::index))
                .orElse(new LogEnd(0, -1));
    }

    /**
     * Has that leader change the members, from exactly these to those. Returns once a majority of
     * both has agreed; also when nothing is to be changed, which the leader answers only when what
     * it has is agreed upon.
     *
     * @throws IOException when it was refused, or when it is not known whether it was done
     */
    static void changeMembers(
            QuorumConfig.Peer leader,
            Collection<QuorumConfig.Peer> from,
            Collection<QuorumConfig.Peer> to,
            RetryPolicy retryPolicy)
            throws IOException {
        try (RaftClient ofLeader =
                client(List.of(leader), retryPolicy)
                        .setLeaderId(RatisNames.peerId(leader.id()))
                        .build()) {
            RaftClientReply reply = ofLeader.admin().setConfiguration(change(from, to));
            if (!reply.isSuccess()) {
                throw new IOException(String.valueOf(reply.getException()));
            }
        } catch (StatusRuntimeException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    static SetConfigurationRequest.Arguments change(
            Collection<QuorumConfig.Peer> from, Collection<QuorumConfig.Peer> to) {
        return SetConfigurationRequest.Arguments.newBuilder()
                .setMode(Mode.COMPARE_AND_SET)
                .setServersInCurrentConf(RatisNames.raftPeers(from))
                .setServersInNewConf(RatisNames.raftPeers(to))
                .build();
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
