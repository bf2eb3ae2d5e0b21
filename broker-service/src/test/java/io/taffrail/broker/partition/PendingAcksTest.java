package io.taffrail.broker.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.broker.storage.AppendOrigin;
import io.taffrail.broker.storage.AppendRequest;
import io.taffrail.broker.storage.AppendResult;
import io.taffrail.broker.storage.AppendResult.Appended;
import io.taffrail.broker.storage.AppendResult.Refused;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PendingAcksTest {

    private final PendingAcks acks = new PendingAcks();
    private final List<AppendResult> answers = new ArrayList<>();

    @Test
    void anAppendIsAcknowledgedWhenTheHighWatermarkIsPastItsLastRecord() {
        add(0, 9, 100);
        acks.onHighWatermark(9);
        assertThat(answers).isEmpty();
        acks.onHighWatermark(10);
        assertThat(answers).containsExactly(appended(0, 9));
        assertThat(acks.isEmpty()).isTrue();
    }

    @Test
    void oneAdvanceAcknowledgesAllThatItPasses() {
        add(0, 4, 100);
        add(5, 9, 100);
        add(10, 14, 100);
        acks.onHighWatermark(10);
        assertThat(answers).containsExactly(appended(0, 4), appended(5, 9));
    }

    @Test
    void whoseTimeIsUpIsToldSoAndTheOthersGoOnWaiting() {
        add(0, 4, 50);
        add(5, 9, 100);
        acks.expire(60, new Rejected(Rejection.REQUEST_TIMED_OUT, "too slow"));
        assertThat(answers).hasSize(1).allMatch(answer -> answer instanceof Refused);
        acks.onHighWatermark(10);
        assertThat(answers).last().isEqualTo(appended(5, 9));
    }

    @Test
    void aLostLeadershipFailsAllThatWait() {
        add(0, 4, 100);
        add(5, 9, 100);
        var reason = new Rejected(Rejection.NOT_LEADER_OR_FOLLOWER, "moved");
        acks.failAll(reason);
        assertThat(answers).containsExactly(new Refused(reason), new Refused(reason));
        assertThat(acks.isEmpty()).isTrue();
    }

    private void add(long first, long last, long deadlineNs) {
        var request = new AppendRequest(ByteBuffer.allocate(0), AppendOrigin.CLIENT);
        acks.add(
                new PendingAppend(request, true, deadlineNs, () -> {}, answers::add),
                appended(first, last));
    }

    private static Appended appended(long first, long last) {
        return new Appended(first, last, -1, 0, false);
    }
}
