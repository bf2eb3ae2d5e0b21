package io.taffrail.gateway.rest.v3;

import io.taffrail.gateway.lag.GroupLags;
import io.taffrail.gateway.lag.GroupProgress;
import io.taffrail.gateway.lag.Lag;
import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.GroupDirectory;
import io.taffrail.gateway.link.GroupDirectory.Description;
import io.taffrail.gateway.link.GroupDirectory.Listed;
import io.taffrail.gateway.rest.Problem;
import io.taffrail.gateway.rest.ProblemException;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.runtime.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The cluster's groups as version 3 sees them: waits for what the coordinators say. */
public final class ConsumerGroups {

    private final Cluster cluster;
    private final GroupDirectory directory;
    private final GroupLags lags;
    private final Clock clock;

    public ConsumerGroups(Cluster cluster, GroupDirectory directory, GroupLags lags, Clock clock) {
        this.cluster = cluster;
        this.directory = directory;
        this.lags = lags;
        this.clock = clock;
    }

    long nowMs() {
        return clock.nowMs();
    }

    /** All that can be described; one that ends in the meantime is none any more. */
    List<Description> all(String clusterId) {
        cluster.image(clusterId);
        List<CompletableFuture<Answer<Description>>> asked = new ArrayList<>();
        cluster.answer(directory.list()).stream()
                .sorted(Comparator.comparing(Listed::group))
                .forEach(group -> asked.add(directory.describe(group.group())));
        List<Description> found = new ArrayList<>();
        for (CompletableFuture<Answer<Description>> each : asked) {
            switch (each.join()) {
                case Answer.Given<Description> given -> found.add(given.value());
                case Answer.Refused<Description> refused -> {
                    Rejected why = refused.rejected();
                    if (why.reason() != Rejection.GROUP_ID_NOT_FOUND) {
                        throw new ProblemException(Problem.of(why));
                    }
                }
            }
        }
        return found;
    }

    Description group(String clusterId, String name) {
        cluster.image(clusterId);
        return switch (directory.describe(name).join()) {
            case Answer.Given<Description> given -> given.value();
            case Answer.Refused<Description> refused -> {
                if (refused.rejected().reason() == Rejection.GROUP_ID_NOT_FOUND) {
                    throw Cluster.notFound(404, "there is no group " + name + " in this cluster");
                }
                throw new ProblemException(Problem.of(refused.rejected()));
            }
        };
    }

    List<Lag> lags(Description group) {
        var committed = cluster.answer(directory.offsets(group.group()));
        return cluster.answer(lags.of(GroupProgress.of(group, committed)));
    }
}
