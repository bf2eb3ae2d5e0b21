package io.taffrail.gateway.produce;

import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.ClusterAdmin.ProducerIdentity;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The producer id that all lanes share: sequences belong to a partition, so one id serves all of
 * them. A lane whose sequences went wrong has it forgotten and goes on under the next one, while
 * the others keep theirs.
 */
final class ProducerIds {

    private final Supplier<CompletableFuture<Answer<ProducerIdentity>>> source;
    private @Nullable CompletableFuture<Answer<ProducerIdentity>> current;

    ProducerIds(Supplier<CompletableFuture<Answer<ProducerIdentity>>> source) {
        this.source = source;
    }

    /** The id for a lane that has none. A lane that gave one up must call {@link #forget} first. */
    CompletableFuture<Answer<ProducerIdentity>> next() {
        CompletableFuture<Answer<ProducerIdentity>> shared;
        synchronized (this) {
            if (current == null || isRefused(current)) {
                current = source.get();
            }
            shared = current;
        }
        return shared;
    }

    /** The next lane that asks gets a new id. */
    synchronized void forget() {
        current = null;
    }

    private static boolean isRefused(CompletableFuture<Answer<ProducerIdentity>> answer) {
        return answer.isDone() && answer.join() instanceof Answer.Refused;
    }
}
