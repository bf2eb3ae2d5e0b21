package io.taffrail.broker.partition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class JoinedTest {

    private final Joined<String> joined = new Joined<>();
    private final List<CompletableFuture<String>> begun = new ArrayList<>();

    private CompletableFuture<String> ask() {
        return joined.join(() -> {
            var work = new CompletableFuture<String>();
            begun.add(work);
            return work;
        });
    }

    @Test
    void whoeverAsksMeanwhileGetsTheOutcomeOfOneAndTheSameWork() {
        var first = ask();
        var second = ask();
        assertThat(begun).hasSize(1);
        begun.getFirst().complete("opened");
        assertThat(first).isCompletedWithValue("opened");
        assertThat(second).isCompletedWithValue("opened");
    }

    @Test
    void whoAsksAfterwardsBeginsAnewAlsoAfterAFailure() {
        var failed = ask();
        begun.getFirst().completeExceptionally(new IllegalStateException("the disk is full"));
        assertThat(failed).isCompletedExceptionally();
        var again = ask();
        assertThat(begun).hasSize(2);
        begun.getLast().complete("opened");
        assertThat(again).isCompletedWithValue("opened");
    }
}
