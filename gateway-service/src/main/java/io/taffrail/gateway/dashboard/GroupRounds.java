package io.taffrail.gateway.dashboard;

import io.taffrail.gateway.lag.GroupLags;
import io.taffrail.gateway.lag.GroupProgress;
import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.GroupDirectory;
import io.taffrail.gateway.link.GroupDirectory.Listed;
import io.taffrail.gateway.link.GroupDirectory.Standing;
import io.taffrail.kernel.runtime.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Asks all coordinators for all groups and how far they are, one round at a time for all who want
 * to know. Unlike {@link io.taffrail.gateway.lag.LagRounds} it knows the groups of other gateways
 * too.
 */
final class GroupRounds {

    /** So many groups are measured, the first by name; the others are listed without their lag. */
    static final int GROUPS_MAX = 1_000;

    /** While coordinators do not answer, what they said so lately is still shown. */
    private static final long STALE_MS_MAX = 30_000;

    private final GroupDirectory directory;
    private final GroupLags lags;
    private final Clock clock;
    private final int readsMax;
    private volatile @Nullable GroupRound newest;
    private @Nullable CompletableFuture<Answer<GroupRound>> underWay;

    GroupRounds(GroupDirectory directory, GroupLags lags, Clock clock, int readsMax) {
        this.directory = directory;
        this.lags = lags;
        this.clock = clock;
        this.readsMax = readsMax;
    }

    /** The last round, however old; null before the first. */
    @Nullable GroupRound last() {
        return newest;
    }

    /**
     * The last round, if it is not older than so many milliseconds, without waiting for a new one,
     * which begins if none began lately; otherwise a new one.
     */
    CompletableFuture<Answer<GroupRound>> atOnce(long ageMs, long freshMs) {
        CompletableFuture<Answer<GroupRound>> fresh = notOlderThan(freshMs);
        GroupRound known = newest;
        boolean isGoodEnough = known != null && clock.nowMs() - known.atMs() <= ageMs;
        return known != null && isGoodEnough
                ? CompletableFuture.completedFuture(Answer.of(known))
                : fresh;
    }

    /** A round that is not older than so many milliseconds. */
    CompletableFuture<Answer<GroupRound>> notOlderThan(long ageMs) {
        GroupRound known = newest;
        if (known != null && clock.nowMs() - known.atMs() <= ageMs) {
            return CompletableFuture.completedFuture(Answer.of(known));
        }
        CompletableFuture<Answer<GroupRound>> round;
        synchronized (this) {
            if (underWay != null) {
                return underWay;
            }
            round = new CompletableFuture<>();
            underWay = round;
        }
        begin().whenComplete((answer, failure) -> {
            synchronized (this) {
                underWay = null;
            }
            if (failure != null) {
                round.completeExceptionally(failure);
            } else {
                round.complete(orEarlier(answer));
            }
        });
        return round;
    }

    /** What fails at once must not leave the round under way for ever. */
    private CompletableFuture<Answer<GroupRound>> begin() {
        try {
            return measure();
        } catch (RuntimeException failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }

    private Answer<GroupRound> orEarlier(Answer<GroupRound> answer) {
        GroupRound known = newest;
        if (answer instanceof Answer.Given<GroupRound> given) {
            newest = given.value();
            return answer;
        }
        boolean isStillGood = known != null && clock.nowMs() - known.atMs() <= STALE_MS_MAX;
        return known != null && isStillGood ? Answer.of(known) : answer;
    }

    private CompletableFuture<Answer<GroupRound>> measure() {
        return directory
                .list()
                .thenCompose(answer ->
                        switch (answer) {
                            case Answer.Refused<List<Listed>> refused ->
                                    CompletableFuture.completedFuture(
                                            Answer.refused(refused.rejected()));
                            case Answer.Given<List<Listed>> given ->
                                    measure(given.value()).thenApply(Answer::of);
                        });
    }

    private CompletableFuture<GroupRound> measure(List<Listed> listed) {
        List<String> names =
                listed.stream()
                        .sorted(Comparator.comparing(Listed::group))
                        .limit(GROUPS_MAX)
                        .map(Listed::group)
                        .toList();
        return directory
                .standings(names)
                .thenComposeAsync(answers -> {
                    Map<String, Standing> standings = new HashMap<>();
                    answers.forEach((name, answer) -> {
                        if (answer instanceof Answer.Given<Standing> given) {
                            standings.put(name, given.value());
                        }
                    });
                    List<GroupProgress> progress = new ArrayList<>();
                    standings
                            .values()
                            .forEach(standing ->
                                    progress.add(
                                            GroupProgress.of(
                                                    standing.description(), standing.committed())));
                    return lags.of(progress, List.of(), readsMax)
                            // Not on a connection's thread: there may be many groups.
                            .thenApplyAsync(round ->
                                    GroupRound.of(
                                            listed, standings, round.groups(), clock.nowMs()));
                });
    }
}
