package io.taffrail.broker.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.broker.storage.AppendOrigin;
import io.taffrail.broker.storage.AppendRequest;
import io.taffrail.broker.storage.AppendResult;
import io.taffrail.broker.storage.AppendResult.Appended;
import io.taffrail.broker.storage.AppendResult.Refused;
import io.taffrail.kernel.fault.Rejection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Broker 1 follows broker 2, as far as it knows, and producers take it for the leader. */
class LateNewsTest {

    @TempDir Path root;

    private final ArrayDeque<CompletableFuture<Boolean>> questions = new ArrayDeque<>();
    private final List<AppendResult> answers = new ArrayList<>();
    private final List<String> released = new ArrayList<>();
    private LoneBroker broker;

    @BeforeEach
    void follow() throws IOException {
        broker = new LoneBroker(root, this::ask);
        broker.elect(LoneBroker.OTHER);
    }

    @Test
    void anAppendThatComesBeforeTheNewsIsTakenWhenTheNewsComes() {
        append();
        assertThat(answers).isEmpty();

        broker.elect(LoneBroker.ID);
        questions.remove().complete(true);

        assertThat(answers).containsExactly(appendedAt(0));
    }

    @Test
    void whatComesMeanwhileStaysBehindIt() {
        append();
        broker.elect(LoneBroker.ID);
        append();
        assertThat(answers).isEmpty();

        questions.remove().complete(true);

        assertThat(answers).containsExactly(appendedAt(0), appendedAt(1));
        append();
        assertThat(answers).as("nobody waits any more").endsWith(appendedAt(2));
        assertThat(questions).as("asked once for all").isEmpty();
    }

    @Test
    void whoIsRightNotToLeadRefusesAfterOneQuestion() {
        append();
        append();
        assertThat(questions).hasSize(1);

        questions.remove().complete(true);

        assertAllRefused(2);
    }

    @Test
    void whenNobodyAnswersItIsRefusedSoonAndALateAnswerChangesNothing() {
        append();

        broker.fireTimers();

        assertAllRefused(1);
        questions.remove().complete(false);
        assertAllRefused(1);
    }

    private void assertAllRefused(int count) {
        assertThat(answers)
                .hasSize(count)
                .allSatisfy(answer ->
                        assertThat(((Refused) answer).rejected().reason())
                                .isEqualTo(Rejection.NOT_LEADER_OR_FOLLOWER));
        assertThat(released).as("the bytes of each are given back").hasSize(count);
    }

    private void append() {
        broker.partition()
                .append(
                        new PendingAppend(
                                new AppendRequest(TestLog.batch(1), AppendOrigin.CLIENT),
                                false,
                                Long.MAX_VALUE,
                                () -> released.add("bytes"),
                                answers::add));
    }

    private static AppendResult appendedAt(long offset) {
        return new Appended(offset, offset, -1, 0, false);
    }

    private CompletableFuture<Boolean> ask() {
        var question = new CompletableFuture<Boolean>();
        questions.add(question);
        return question;
    }
}
