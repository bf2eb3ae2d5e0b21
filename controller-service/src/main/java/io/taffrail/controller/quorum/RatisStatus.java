package io.taffrail.controller.quorum;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.ratis.proto.RaftProtos.ServerRpcProto;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.DivisionInfo;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.jspecify.annotations.Nullable;

/** What Ratis tells of its log, in our words. */
final class RatisStatus {

    private RatisStatus() {}

    /**
     * @param division null before the log has started
     */
    static QuorumStatus of(QuorumConfig config, RaftServer.@Nullable Division division) {
        if (division == null) {
            return new QuorumStatus(-1, 0, 0, voters(config.peers(), Map.of(), Map.of()));
        }
        DivisionInfo info = division.getInfo();
        RaftPeerId leader = info.getLeaderId();
        return new QuorumStatus(
                leader == null ? -1 : RatisNames.id(leader),
                info.getCurrentTerm(),
                info.getLastAppliedIndex(),
                voters(
                        members(config, division),
                        lastIndexes(config, division),
                        silences(config, info)));
    }

    /** Who votes as the log says, which may no longer be who voted when the quorum began. */
    private static List<QuorumConfig.Peer> members(
            QuorumConfig config, RaftServer.Division division) {
        return config.isAlone()
                ? config.peers()
                : division.getRaftConf().getCurrentPeers().stream()
                        .map(RatisNames::peer)
                        .sorted(Comparator.comparing(QuorumConfig.Peer::id))
                        .toList();
    }

    private static List<QuorumStatus.Voter> voters(
            List<QuorumConfig.Peer> members,
            Map<Integer, Long> lastIndexes,
            Map<Integer, Long> silencesMs) {
        return members.stream()
                .map(peer ->
                        new QuorumStatus.Voter(
                                peer.id(),
                                peer.host(),
                                peer.port(),
                                lastIndexes.getOrDefault(peer.id(), QuorumStatus.UNKNOWN),
                                silencesMs.getOrDefault(peer.id(), QuorumStatus.UNKNOWN)))
                .toList();
    }

    private static Map<Integer, Long> silences(QuorumConfig config, DivisionInfo info) {
        Map<Integer, Long> silencesMs = new HashMap<>();
        silencesMs.put(config.nodeId(), 0L);
        for (ServerRpcProto follower :
                info.getRoleInfoProto().getLeaderInfo().getFollowerInfoList()) {
            silencesMs.put(
                    Integer.parseInt(follower.getId().getId().toStringUtf8()),
                    follower.getLastRpcElapsedTimeMs());
        }
        return silencesMs;
    }

    private static Map<Integer, Long> lastIndexes(
            QuorumConfig config, RaftServer.Division division) {
        Map<Integer, Long> lastIndexes = new HashMap<>();
        TermIndex last = division.getRaftLog().getLastEntryTermIndex();
        lastIndexes.put(config.nodeId(), last == null ? 0 : last.getIndex());
        DivisionInfo info = division.getInfo();
        List<ServerRpcProto> followers =
                info.getRoleInfoProto().getLeaderInfo().getFollowerInfoList();
        long[] matched = info.getFollowerMatchIndices();
        // Both list the leader's log appenders in their order, unless it just began or ceased to
        // lead between the two questions.
        boolean isOfOneMoment = matched != null && matched.length == followers.size();
        for (int i = 0; isOfOneMoment && i < matched.length; i++) {
            String id = followers.get(i).getId().getId().toStringUtf8();
            lastIndexes.put(Integer.parseInt(id), matched[i]);
        }
        return lastIndexes;
    }
}
