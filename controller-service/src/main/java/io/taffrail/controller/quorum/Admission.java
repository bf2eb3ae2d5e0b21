package io.taffrail.controller.quorum;

import io.taffrail.controller.quorum.PeerProbe.Empty;
import io.taffrail.controller.quorum.PeerProbe.Established;
import io.taffrail.controller.quorum.PeerProbe.Found;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.GroupManagementRequest;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.retry.RetryPolicies;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.util.LifeCycle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a controller whose directory is empty comes to vote, on a thread of its own. It may have
 * voted and acknowledged before it lost its disk, and Raft counts on nobody forgetting that: with
 * its vote a controller could be elected that lacks what it had helped to acknowledge.
 *
 * <ul>
 *   <li>All others are empty too: a new quorum, which begins with everybody in it.
 *   <li>Another has a log: this controller has the leader take it out of the quorum, which the
 *       others must agree upon, and only then opens a log; the leader fills it, and takes the
 *       controller in again. Until then it neither votes nor counts.
 *   <li>Another has a log in which this controller is no member: it waits until somebody adds it.
 *   <li>One cannot be asked, and the others know nothing: it waits.
 * </ul>
 */
final class Admission implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Admission.class);
    private static final long AGAIN_MS = 200;

    private final QuorumConfig config;
    private final RaftServer server;
    private final JoinMarker marker;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ClientId clientId = ClientId.randomId();
    private final AtomicLong callIds = new AtomicLong();
    private final Thread thread;

    // Owned by the thread.
    private boolean isOut;
    private String lastSaid = "";
    private String lastFailure = "";

    /**
     * @param server started, without a log
     */
    Admission(QuorumConfig config, RaftServer server, JoinMarker marker) {
        this.config = config;
        this.server = server;
        this.marker = marker;
        this.thread =
                Thread.ofPlatform().daemon().name("controller-admission").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            while (!isAdmitted() && !closed.await(AGAIN_MS, TimeUnit.MILLISECONDS)) {
                continue;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            if (closed.getCount() > 0) {
                LOG.error("controller {} cannot join the quorum: restart it", config.nodeId(), e);
            }
        }
    }

    /** Takes one step, and tells whether it was the last one. */
    private boolean isAdmitted() {
        try (var probe = new PeerProbe(others())) {
            return step(probe);
        } catch (IOException e) {
            fail("tries again, because " + e.getMessage());
            return false;
        }
    }

    private boolean step(PeerProbe probe) throws IOException {
        Map<Integer, Found> others = new TreeMap<>();
        for (QuorumConfig.Peer peer : others()) {
            others.put(peer.id(), probe.ask(peer.id()));
        }
        List<Established> established =
                others.values().stream()
                        .filter(Established.class::isInstance)
                        .map(Established.class::cast)
                        .toList();
        if (established.isEmpty()) {
            return begin(others);
        }
        for (Established other : established) {
            if (other.isLeader() && other.isStable()) {
                return join(other, established);
            }
        }
        say("waits until the others have a leader: " + others);
        return false;
    }

    private boolean begin(Map<Integer, Found> others) throws IOException {
        boolean areAllEmpty = others.values().stream().allMatch(Empty.class::isInstance);
        if (!areAllEmpty || isOut || marker.isOfMember()) {
            say(
                    "has no log, and waits until every other controller says that it has none either, or leads: "
                            + others);
            return false;
        }
        addGroup(RatisNames.group(config.peers()));
        marker.delete();
        LOG.info("controller {} begins a new quorum with {}", config.nodeId(), others.keySet());
        return true;
    }

    private boolean join(Established leader, List<Established> all) throws IOException {
        boolean isMember = leader.hasMember(config.nodeId());
        if (isMember && isOut && isRunning()) {
            marker.delete();
            LOG.info("controller {} has caught up, and votes", config.nodeId());
            return true;
        }
        if (isMember && hasGroup()) {
            say("has opened a log and is taken in");
            return false;
        }
        boolean isGuest = !isMember && !marker.isOfMember();
        if (isGuest) {
            return waitAsGuest(leader, all);
        }
        List<QuorumConfig.Peer> without =
                leader.members().stream().filter(peer -> peer.id() != config.nodeId()).toList();
        if (!isOut) {
            say("has no log, and the quorum that it belongs to has one: it joins again");
            marker.write(true);
            PeerProbe.changeMembers(
                    peer(leader.id()), leader.members(), without, RetryPolicies.noRetry());
            isOut = true;
        }
        if (!hasGroup()) {
            addGroup(RaftGroup.valueOf(RatisNames.GROUP));
        }
        var with = new ArrayList<>(without);
        with.add(peer(config.nodeId()));
        PeerProbe.changeMembers(peer(leader.id()), without, with, RetryPolicies.noRetry());
        return false;
    }

    /**
     * Opens a log for whoever adds this controller. Not on the word of one alone: a deposed leader
     * may not know that it was a member before it lost its disk, but of every majority one does.
     */
    private boolean waitAsGuest(Established leader, List<Established> all) throws IOException {
        boolean isKnown = all.stream().anyMatch(other -> other.hasMember(config.nodeId()));
        boolean isMajority = 2 * all.size() > leader.members().size();
        if (isKnown || !isMajority) {
            say("waits until a majority agrees that it is no member: " + all);
            return false;
        }
        if (!hasGroup()) {
            marker.write(false);
            addGroup(RaftGroup.valueOf(RatisNames.GROUP));
            isOut = true;
        }
        say("waits to be added to the quorum (kafka-metadata-quorum add-controller)");
        return false;
    }

    private List<QuorumConfig.Peer> others() {
        return config.peers().stream().filter(peer -> peer.id() != config.nodeId()).toList();
    }

    private QuorumConfig.Peer peer(int id) {
        return config.peers().stream().filter(peer -> peer.id() == id).findFirst().orElseThrow();
    }

    private boolean isRunning() throws IOException {
        return hasGroup()
                && server.getDivision(RatisNames.GROUP).getInfo().getLifeCycleState()
                        == LifeCycle.State.RUNNING;
    }

    private boolean hasGroup() {
        for (var id : server.getGroupIds()) {
            if (id.equals(RatisNames.GROUP)) {
                return true;
            }
        }
        return false;
    }

    private void addGroup(RaftGroup group) throws IOException {
        RaftClientReply reply =
                server.groupManagement(
                        GroupManagementRequest.newAdd(
                                clientId, server.getId(), callIds.incrementAndGet(), group, true));
        if (!reply.isSuccess()) {
            throw new IOException(String.valueOf(reply.getException()));
        }
    }

    private void fail(String why) {
        if (!why.equals(lastFailure)) {
            lastFailure = why;
            LOG.info("controller {} {}", config.nodeId(), why);
        }
    }

    /** Once for each reason, and not at each try. */
    private void say(String what) {
        if (!what.equals(lastSaid)) {
            lastSaid = what;
            LOG.info("controller {} {}", config.nodeId(), what);
        }
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
