package io.taffrail.controller.quorum;

import io.taffrail.controller.quorum.ShortVoters.Answer;
import io.taffrail.controller.quorum.ShortVoters.Finding;
import io.taffrail.kernel.runtime.Clock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A leader's look at what the other voters really have, every few seconds, on a thread of its own.
 * As long as it leads, Ratis sends nobody again what it counts as kept there, and a voter that
 * lacks it answers for ever that it does: it was given an older copy of its folder, or the leader
 * counts wrongly. The next leader counts from nothing and fills it, so this one hands over.
 */
final class VoterAudit implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(VoterAudit.class);

    /** A voter that lacks something is sent nothing for up to 5 s, and so has nothing to answer. */
    private static final long ANSWERED_LATELY_MS = 10_000;

    private final QuorumConfig config;
    private final RaftServer server;
    private final Succession succession;
    private final Clock clock;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;

    // Owned by the thread.
    private final ShortVoters shortVoters = new ShortVoters();

    /**
     * @param server started, with or without a log
     */
    VoterAudit(QuorumConfig config, RaftServer server, Succession succession, Clock clock) {
        this.config = config;
        this.server = server;
        this.succession = succession;
        this.clock = clock;
        this.thread =
                Thread.ofPlatform()
                        .daemon()
                        .name("controller-" + config.nodeId() + "-audits")
                        .unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            while (!closed.await(config.auditMs(), TimeUnit.MILLISECONDS)) {
                try {
                    look();
                } catch (IOException | RuntimeException e) {
                    LOG.debug("the voters could not be looked at this time", e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() throws IOException {
        RaftServer.Division division = server.getDivision(RatisNames.GROUP);
        if (!division.getInfo().isLeaderReady()) {
            return;
        }
        QuorumStatus counted = RatisStatus.of(config, division);
        List<Answer> answers = ask(counted, division);
        boolean ledAllTheWhile =
                division.getInfo().isLeaderReady()
                        && division.getInfo().getCurrentTerm() == counted.term();
        if (ledAllTheWhile && closed.getCount() > 0) {
            shortVoters
                    .look(counted.term(), answers, clock.nanoTime() / 1_000_000)
                    .ifPresent(this::act);
        }
    }

    private List<Answer> ask(QuorumStatus counted, RaftServer.Division division)
            throws IOException {
        List<QuorumStatus.Voter> voters =
                counted.voters().stream().filter(this::isToBeAsked).toList();
        var answers = new ArrayList<Answer>();
        if (voters.isEmpty()) {
            return answers;
        }
        try (var probe = new PeerProbe(voters.stream().map(Succession::peer).toList())) {
            for (QuorumStatus.Voter voter : voters) {
                var entry = new LogEnd(term(division, voter.lastIndex()), voter.lastIndex());
                probe.logEnd(voter.id())
                        .ifPresent(end -> answers.add(new Answer(voter.id(), entry, end)));
            }
        }
        return answers;
    }

    private boolean isToBeAsked(QuorumStatus.Voter voter) {
        return voter.id() != config.nodeId()
                && voter.lastIndex() != QuorumStatus.UNKNOWN
                && voter.silentMs() != QuorumStatus.UNKNOWN
                && voter.silentMs() <= ANSWERED_LATELY_MS;
    }

    /** 0 for an entry that a snapshot has replaced. */
    private static long term(RaftServer.Division division, long index) {
        TermIndex entry = division.getRaftLog().getTermIndex(index);
        return entry == null ? 0 : entry.getTerm();
    }

    private void act(Finding finding) {
        boolean hasSuccessor = !finding.successors().isEmpty();
        LOG.error(
                "{}. Its folder may have been replaced by an older copy, which must not be done: delete a controller's folder instead, and it joins with nothing (decision 12). Controller {} {}",
                finding.voters().stream()
                        .map(VoterAudit::sentence)
                        .collect(Collectors.joining(". ")),
                config.nodeId(),
                hasSuccessor
                        ? "hands over now, and the next leader sends what is missing"
                        : "goes on to lead, because no other voter has shown that it has everything: bring the others back, and it will hand over to one of them");
        if (hasSuccessor) {
            handOver(finding);
        }
    }

    private static String sentence(Answer voter) {
        return "controller %d counts as one that has entry %s, and its log ends with entry %s"
                .formatted(voter.id(), voter.counted(), voter.has());
    }

    private void handOver(Finding finding) {
        try {
            succession.handOver(voter -> finding.successors().contains(voter.id()));
        } catch (IOException e) {
            LOG.warn(
                    "controller {} did not see one of {} lead in its place ({}): when it leads on, it may try again in {} s",
                    config.nodeId(),
                    finding.successors(),
                    e.getMessage(),
                    ShortVoters.PAUSE_MS / 1_000);
        }
    }

    /** Does not wait for an answer that is under way. */
    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
