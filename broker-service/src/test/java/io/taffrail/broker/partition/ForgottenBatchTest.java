package io.taffrail.broker.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.broker.storage.AppendOrigin;
import io.taffrail.broker.storage.AppendRequest;
import io.taffrail.broker.storage.AppendResult;
import io.taffrail.broker.storage.AppendResult.Appended;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A producer sends a batch again whose place its leader has forgotten; it asks for all replicas.
 */
class ForgottenBatchTest {

    private static final long PRODUCER = 7;
    private static final int MORE_THAN_ARE_REMEMBERED = 6;

    @TempDir Path root;

    private LoneBroker broker;

    @BeforeEach
    void lead() throws IOException {
        broker = new LoneBroker(root);
    }

    @Test
    void itIsAcknowledgedOnceWhatWasAppendedThenIsReplicated() {
        sendAll();

        List<AppendResult> again = send(0);
        assertThat(again).as("nothing is on the other replica yet").isEmpty();

        broker.otherHasAll();
        assertThat(again)
                .singleElement()
                .isInstanceOfSatisfying(
                        Appended.class,
                        answer -> {
                            assertThat(answer.isDuplicate()).isTrue();
                            assertThat(answer.firstOffset()).isEqualTo(Appended.FORGOTTEN);
                        });
        assertThat(broker.partition().view().log().endOffset())
                .as("it is there once")
                .isEqualTo(MORE_THAN_ARE_REMEMBERED);
    }

    @Test
    void itIsNotAcknowledgedByALeaderThatIsDeposedMeanwhile() {
        sendAll();
        List<AppendResult> again = send(0);

        broker.elect(LoneBroker.OTHER);

        assertThat(again).singleElement().isInstanceOf(AppendResult.Refused.class);
    }

    private void sendAll() {
        for (int sequence = 0; sequence < MORE_THAN_ARE_REMEMBERED; sequence++) {
            send(sequence);
        }
    }

    private List<AppendResult> send(int sequence) {
        var answers = new ArrayList<AppendResult>();
        ByteBuffer batch = TestLog.idempotentBatch(PRODUCER, sequence);
        broker.partition()
                .append(
                        new PendingAppend(
                                new AppendRequest(batch, AppendOrigin.CLIENT),
                                true,
                                Long.MAX_VALUE,
                                () -> {},
                                answers::add));
        return answers;
    }
}
