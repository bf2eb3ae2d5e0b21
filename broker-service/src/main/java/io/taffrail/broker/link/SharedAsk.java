package io.taffrail.broker.link;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One question for all who have it at a time, however many they are: who asks while an answer is
 * under way gets that one. Any thread.
 */
public final class SharedAsk implements Supplier<CompletableFuture<Boolean>> {

    private final Supplier<CompletableFuture<Boolean>> question;
    private final AtomicReference<@Nullable CompletableFuture<Boolean>> underWay =
            new AtomicReference<>();

    public SharedAsk(Supplier<CompletableFuture<Boolean>> question) {
        this.question = question;
    }

    @Override
    public CompletableFuture<Boolean> get() {
        var mine = new CompletableFuture<Boolean>();
        CompletableFuture<Boolean> theirs = underWay.compareAndExchange(null, mine);
        if (theirs != null) {
            return theirs;
        }
        question.get()
                .whenComplete((known, failure) -> {
                    underWay.set(null);
                    mine.complete(failure == null && known);
                });
        return mine;
    }
}
