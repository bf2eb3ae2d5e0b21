package io.taffrail.gateway.coordinator;

import io.taffrail.gateway.link.Answer;
import java.util.concurrent.CompletableFuture;

/**
 * Somebody who waits for an answer. A machine keeps it until it knows the answer, and gives it to
 * {@link Turn#answer}; only the runtime can complete it.
 */
public final class Reply<R> {

    private final CompletableFuture<Answer<R>> answer;

    Reply(CompletableFuture<Answer<R>> answer) {
        this.answer = answer;
    }

    void complete(Answer<R> given) {
        answer.complete(given);
    }

    boolean isDone() {
        return answer.isDone();
    }
}
