package io.taffrail.gateway.dashboard;

import io.taffrail.gateway.dashboard.ClusterViews.Controller;
import io.taffrail.gateway.dashboard.ClusterViews.Quorum;
import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.ClusterOperations;
import io.taffrail.gateway.link.ClusterOperations.Voter;
import io.taffrail.kernel.runtime.Clock;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How the controllers stand: asked at most once a second, for all who look, while somebody does.
 */
final class QuorumWatch {

    private static final long AGE_MS_MAX = 900;

    /** Of a leader that sends signs of life several times a second. */
    private static final long SILENCE_MS_MAX = 5_000;

    private final ClusterOperations operations;
    private final Clock clock;
    private volatile @Nullable Known known;

    private record Known(CompletableFuture<QuorumSeen> answer, long askedMs) {}

    /**
     * What the leader said.
     *
     * @param quorum null when nobody answered
     */
    record QuorumSeen(ClusterOperations.@Nullable Quorum quorum) {

        boolean hasLeader() {
            return quorum != null && quorum.leaderId() >= 0;
        }

        int controllers() {
            return quorum == null ? 0 : quorum.voters().size();
        }

        int controllersUp() {
            return (int)
                    controllerViews().values().stream()
                            .filter(controller -> Boolean.TRUE.equals(controller.up()))
                            .count();
        }

        Quorum view() {
            ClusterOperations.Quorum said = quorum;
            if (said == null) {
                return new Quorum(null, 0, Map.of());
            }
            Map<Integer, ClusterViews.Voter> voters = new TreeMap<>();
            for (Voter voter : said.voters()) {
                Long lag =
                        voter.lastIndex() < 0
                                ? null
                                : Long.valueOf(
                                        Math.max(0, said.committedIndex() - voter.lastIndex()));
                voters.put(voter.id(), new ClusterViews.Voter(lag, Round.time(voter.caughtUpMs())));
            }
            Integer leader = said.leaderId() < 0 ? null : said.leaderId();
            return new Quorum(leader, said.leaderEpoch(), voters);
        }

        Map<Integer, Controller> controllerViews() {
            Map<Integer, Controller> views = new TreeMap<>();
            ClusterOperations.Quorum said = quorum;
            if (said != null) {
                for (Voter voter : said.voters()) {
                    views.put(
                            voter.id(),
                            new Controller(
                                    voter.host(),
                                    voter.port(),
                                    voter.id() == said.leaderId(),
                                    said.leaderEpoch(),
                                    isUp(said, voter)));
                }
            }
            return views;
        }

        /** By the leader's clock alone: it says of itself when it answered. */
        private static boolean isUp(ClusterOperations.Quorum quorum, Voter voter) {
            if (voter.id() == quorum.leaderId()) {
                return true;
            }
            long leaderMs =
                    quorum.voters().stream()
                            .filter(one -> one.id() == quorum.leaderId())
                            .mapToLong(Voter::heardMs)
                            .findFirst()
                            .orElse(-1);
            return voter.heardMs() >= 0 && leaderMs - voter.heardMs() <= SILENCE_MS_MAX;
        }
    }

    QuorumWatch(ClusterOperations operations, Clock clock) {
        this.operations = operations;
        this.clock = clock;
    }

    CompletableFuture<QuorumSeen> newest() {
        Known last = known;
        long nowMs = clock.nowMs();
        boolean isGood =
                last != null && (!last.answer.isDone() || nowMs - last.askedMs <= AGE_MS_MAX);
        if (last != null && isGood) {
            return last.answer;
        }
        CompletableFuture<QuorumSeen> answer =
                operations
                        .describeQuorum()
                        .handle((said, _) ->
                                said instanceof Answer.Given<ClusterOperations.Quorum> given
                                        ? new QuorumSeen(given.value())
                                        : new QuorumSeen(null))
                        .completeOnTimeout(
                                new QuorumSeen(null),
                                Dashboard.CONTROLLER_MS_MAX,
                                TimeUnit.MILLISECONDS);
        known = new Known(answer, nowMs);
        return answer;
    }
}
