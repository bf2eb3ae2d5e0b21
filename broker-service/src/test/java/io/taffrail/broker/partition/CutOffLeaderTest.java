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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Broker 1 leads, broker 2 is in the ISR; no controller answers broker 1 any more. */
class CutOffLeaderTest {

    @TempDir Path root;

    private LoneBroker broker;

    @BeforeEach
    void cutOffTheControllers() throws IOException {
        broker = new LoneBroker(root);
        broker.controllerAnswers();
    }

    @Test
    void whoWaitsForReplicasIsSentAwayWhenTheFollowerIsSilentToo() {
        List<AppendResult> waiting = append(true);
        broker.beSilentFor(1_900);
        assertThat(waiting).isEmpty();

        broker.beSilentFor(100);

        assertIsSentAway(waiting);
        assertThat(broker.partition().view().log().endOffset())
                .as("what was written stays")
                .isEqualTo(1);
    }

    @Test
    void newAppendsAreRefusedWhateverTheyWaitForAndWriteNothing() {
        broker.beSilentFor(2_000);
        assertIsSentAway(append(true));
        assertIsSentAway(append(false));
        assertThat(broker.partition().view().log().endOffset()).isZero();
    }

    @Test
    void consumersThatWaitAreWokenAndFollowersAreServedAsBefore() {
        var woken = new ArrayList<String>();
        broker.partition().pendingFetches().add(() -> woken.add("consumer"));

        broker.beSilentFor(2_000);

        assertThat(woken).containsExactly("consumer");
        PartitionView view = broker.partition().view();
        assertThat(view.isCutOff()).isTrue();
        var read = new ReplicaRead(LoneBroker.OTHER, 1, broker.leaderEpoch(), -1, 0);
        assertThat(read.look(view, true)).isInstanceOf(ReplicaRead.Agrees.class);
    }

    @Test
    void itGoesOnWhileAFollowerFetches() {
        for (int i = 0; i < 20; i++) {
            broker.beSilentFor(900);
            broker.partitions().fetchedBy(LoneBroker.OTHER);
        }
        List<AppendResult> answer = append(true);
        broker.otherHasAll();
        assertIsTaken(answer);
    }

    @Test
    void itServesAgainAtOnceWhenAFollowerFetches() {
        broker.beSilentFor(2_000);
        broker.partitions().fetchedBy(LoneBroker.OTHER);
        broker.otherHasAll();
        assertThat(broker.partition().view().isCutOff()).isFalse();
        assertIsTaken(append(false));
    }

    @Test
    void itServesAgainOnceAControllerAnswers() {
        broker.beSilentFor(10_000);
        broker.controllerAnswers();
        broker.beSilentFor(100);
        assertThat(broker.partition().view().isCutOff()).isFalse();
        assertIsTaken(append(false));
    }

    @Test
    void timeInWhichTheProcessStoodStillIsNotSilence() {
        // However long that was: without a beat nobody was listened for.
        broker.partitions().checkDoubts();
        broker.beSilentFor(100);
        broker.partitions().checkDoubts();
        assertThat(broker.partition().view().isCutOff()).isFalse();
    }

    @Test
    void whoIsNoLeaderAnyMoreIsNotCutOffButAFollower() {
        broker.beSilentFor(2_000);
        broker.elect(LoneBroker.OTHER);
        assertThat(broker.partition().view().isCutOff()).isFalse();
        assertThat(broker.partition().view().isLeader()).isFalse();
    }

    private List<AppendResult> append(boolean requiresAllReplicas) {
        var answers = new ArrayList<AppendResult>();
        broker.partition()
                .append(
                        new PendingAppend(
                                new AppendRequest(TestLog.batch(1), AppendOrigin.CLIENT),
                                requiresAllReplicas,
                                Long.MAX_VALUE,
                                () -> {},
                                answers::add));
        return answers;
    }

    private static void assertIsTaken(List<AppendResult> answers) {
        assertThat(answers).singleElement().isInstanceOf(Appended.class);
    }

    private static void assertIsSentAway(List<AppendResult> answers) {
        assertThat(answers)
                .singleElement()
                .extracting(answer -> ((Refused) answer).rejected().reason())
                .isEqualTo(Rejection.NOT_LEADER_OR_FOLLOWER);
    }
}
