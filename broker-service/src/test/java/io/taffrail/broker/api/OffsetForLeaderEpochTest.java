package io.taffrail.broker.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.broker.partition.LoneBroker;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderPartition;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderTopic;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderTopicCollection;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData.EpochEndOffset;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a consumer is told that asks whether its records are still there (KIP-320), over a
 * connection. Broker 1 led epoch 0 and wrote five records; then broker 2 led epoch 1 and wrote
 * three, of which broker 1 has all and knows none to be replicated; now broker 1 leads epoch 2.
 */
class OffsetForLeaderEpochTest {

    private static final int ANY = -1;
    private static final int UNDEFINED = -1;

    @TempDir Path root;

    private LoneBroker broker;
    private OneHandler handler;

    @BeforeEach
    void elect() throws Exception {
        broker = new LoneBroker(root);
        broker.append(5);
        broker.otherHasAll();
        broker.elect(LoneBroker.OTHER);
        broker.otherSends(3, 5);
        broker.elect(LoneBroker.ID);
        handler = new OneHandler(new OffsetForLeaderEpochHandler(broker.partitions()));
    }

    @AfterEach
    void close() {
        handler.close();
    }

    @Test
    void theLastEpochEndsWhereTheLogEndsAndNotWhereItIsKnownToBeReplicated() throws Exception {
        assertThat(broker.partition().view().highWatermark()).as("behind the log").isEqualTo(5);
        assertThat(ask(ANY, 1)).isEqualTo(ended(1, 8));
        assertThat(ask(ANY, 2)).as("nothing was written in it yet").isEqualTo(ended(2, 8));
    }

    @Test
    void anEpochThatIsOverEndsWhereTheNextOneBegan() throws Exception {
        broker.append(2);
        assertThat(ask(ANY, 0)).isEqualTo(ended(0, 5));
        assertThat(ask(ANY, 1)).isEqualTo(ended(1, 8));
        assertThat(ask(ANY, 2)).isEqualTo(ended(2, 10));
    }

    @Test
    void ofAnEpochThatHasNotBegunNothingIsKnown() throws Exception {
        assertThat(ask(ANY, 3)).isEqualTo(ended(UNDEFINED, UNDEFINED));
    }

    @Test
    void whoKnowsAnotherLeaderThanTheElectedOneIsToldToLookAgain() throws Exception {
        assertThat(ask(2, 1)).as("this very leader").isEqualTo(ended(1, 8));
        assertThat(ask(1, 1)).isEqualTo(refused(Errors.FENCED_LEADER_EPOCH));
        assertThat(ask(3, 1)).isEqualTo(refused(Errors.UNKNOWN_LEADER_EPOCH));
    }

    @Test
    void whoLostAnElectionDoesNotAnswer() throws Exception {
        broker.elect(LoneBroker.OTHER);
        assertThat(ask(ANY, 1)).isEqualTo(refused(Errors.NOT_LEADER_OR_FOLLOWER));
        assertThat(ask(3, 1)).isEqualTo(refused(Errors.NOT_LEADER_OR_FOLLOWER));
    }

    @Test
    void aLeaderThatIsCutOffSendsConsumersAway() throws Exception {
        broker.beSilentFor(2_000);
        assertThat(ask(ANY, 1)).isEqualTo(refused(Errors.NOT_LEADER_OR_FOLLOWER));
        assertThat(ask(1, 1)).as("older still").isEqualTo(refused(Errors.FENCED_LEADER_EPOCH));

        broker.controllerAnswers();
        broker.beSilentFor(100);
        assertThat(ask(ANY, 1)).isEqualTo(ended(1, 8));
    }

    private EpochEndOffset ask(int knownLeaderEpoch, int epoch) throws Exception {
        var asked =
                new OffsetForLeaderPartition()
                        .setPartition(0)
                        .setCurrentLeaderEpoch(knownLeaderEpoch)
                        .setLeaderEpoch(epoch);
        var topics = new OffsetForLeaderTopicCollection();
        topics.add(
                new OffsetForLeaderTopic()
                        .setTopic(LoneBroker.TOPIC)
                        .setPartitions(List.of(asked)));
        return handler.ask(
                        new OffsetForLeaderEpochRequestData().setTopics(topics),
                        OffsetForLeaderEpochResponseData.class)
                .topics()
                .find(LoneBroker.TOPIC)
                .partitions()
                .getFirst();
    }

    private static EpochEndOffset ended(int epoch, long endOffset) {
        return new EpochEndOffset().setLeaderEpoch(epoch).setEndOffset(endOffset);
    }

    private static EpochEndOffset refused(Errors error) {
        return ended(UNDEFINED, UNDEFINED).setErrorCode(error.code());
    }
}
