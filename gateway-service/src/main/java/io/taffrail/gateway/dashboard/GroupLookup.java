package io.taffrail.gateway.dashboard;

import io.taffrail.gateway.dashboard.GroupViews.GroupDetail;
import io.taffrail.gateway.lag.GroupLags;
import io.taffrail.gateway.lag.GroupProgress;
import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.GroupDirectory;
import io.taffrail.gateway.link.GroupDirectory.Standing;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.runtime.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Asks about one group: its coordinator, and the leaders of what it reads. */
final class GroupLookup {

    private final GroupDirectory directory;
    private final GroupLags lags;
    private final Clock clock;
    private final int readsMax;

    GroupLookup(GroupDirectory directory, GroupLags lags, Clock clock, int readsMax) {
        this.directory = directory;
        this.lags = lags;
        this.clock = clock;
        this.readsMax = readsMax;
    }

    CompletableFuture<Answer<GroupDetail>> detail(String name) {
        return directory
                .standings(List.of(name))
                .thenCompose(answers ->
                        switch (answers.get(name)) {
                            case Answer.Given<Standing> given -> measure(given.value());
                            case Answer.Refused<Standing> refused ->
                                    CompletableFuture.completedFuture(
                                            Answer.refused(refused.rejected()));
                            case null ->
                                    CompletableFuture.completedFuture(
                                            Answer.refused(
                                                    Rejection.GROUP_ID_NOT_FOUND,
                                                    "there is no group " + name));
                        });
    }

    private CompletableFuture<Answer<GroupDetail>> measure(Standing standing) {
        var progress = GroupProgress.of(standing.description(), standing.committed());
        return lags.of(List.of(progress), List.of(), readsMax)
                .thenApplyAsync(round ->
                        Answer.of(
                                GroupScenes.detail(
                                        standing.description(),
                                        round.groups().getOrDefault(progress.group(), List.of()),
                                        clock.nowMs())));
    }
}
