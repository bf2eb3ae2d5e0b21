package io.taffrail.controller.quorum;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.apache.ratis.proto.RaftProtos.RaftPeerProto;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;

/** Our controllers in Ratis' words, and back. */
final class RatisNames {

    static final RaftGroupId GROUP =
            RaftGroupId.valueOf(
                    UUID.nameUUIDFromBytes("taffrail-metadata".getBytes(StandardCharsets.UTF_8)));

    private RatisNames() {}

    static RaftGroup group(Collection<QuorumConfig.Peer> peers) {
        return RaftGroup.valueOf(GROUP, raftPeers(peers));
    }

    static List<RaftPeer> raftPeers(Collection<QuorumConfig.Peer> peers) {
        return peers.stream().map(RatisNames::raftPeer).toList();
    }

    static RaftPeer raftPeer(QuorumConfig.Peer peer) {
        return RaftPeer.newBuilder()
                .setId(peerId(peer.id()))
                .setAddress(peer.host() + ":" + peer.port())
                .build();
    }

    static RaftPeerId peerId(int id) {
        return RaftPeerId.valueOf(Integer.toString(id));
    }

    static int id(RaftPeerId id) {
        return Integer.parseInt(id.toString());
    }

    static QuorumConfig.Peer peer(RaftPeer peer) {
        return QuorumConfig.Peer.parse(peer.getId() + "@" + peer.getAddress());
    }

    static QuorumConfig.Peer peer(RaftPeerProto peer) {
        return QuorumConfig.Peer.parse(peer.getId().toStringUtf8() + "@" + peer.getAddress());
    }
}
