package io.taffrail.controller.api;

import io.taffrail.controller.quorum.MetadataLog;
import io.taffrail.controller.quorum.VoterChange;
import io.taffrail.kernel.fault.Rejection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How handlers change who votes, with the waiting bounded by what the client asked for. */
final class VoterChanges {

    private static final long WAIT_MS_MIN = 100;
    private static final long WAIT_MS_MAX = 120_000;

    private final MetadataLog log;

    VoterChanges(MetadataLog log) {
        this.log = log;
    }

    /**
     * @param clusterId the cluster that is meant; null for whichever this is
     */
    CompletableFuture<Verdict> make(
            VoterChange change, @Nullable String clusterId, long timeoutMs) {
        String present = log.image().clusterId();
        if (clusterId != null && !clusterId.equals(present)) {
            return CompletableFuture.completedFuture(
                    Verdict.of(
                            Rejection.INCONSISTENT_CLUSTER_ID,
                            "this is cluster %s and not %s: ask its own controllers"
                                    .formatted(present, clusterId)));
        }
        long waitMs = Math.clamp(timeoutMs, WAIT_MS_MIN, WAIT_MS_MAX);
        return log.changeVoters(change, Proposer.ANONYMOUS)
                .thenApply(Verdict::of)
                .completeOnTimeout(
                        Verdict.of(
                                Rejection.REQUEST_TIMED_OUT,
                                "not done within %d ms: a controller that is added must run and catch up first, and it may still be done later"
                                        .formatted(waitMs)),
                        waitMs,
                        TimeUnit.MILLISECONDS);
    }
}
