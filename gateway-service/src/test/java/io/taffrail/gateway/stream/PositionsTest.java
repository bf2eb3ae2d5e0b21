package io.taffrail.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.gateway.link.Acks;
import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.MemoryCluster;
import io.taffrail.gateway.link.PartitionReader;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.protocol.records.BatchWriter;
import io.taffrail.protocol.records.Compression;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PositionsTest {

    private static final TopicPartition ORDERS = new TopicPartition("orders", 0);
    private final MemoryCluster cluster = new MemoryCluster();

    @AfterEach
    void stop() {
        cluster.close();
    }

    @ParameterizedTest
    @CsvSource({
        "earliest,2",
        "latest,6",
        "-3,3",
        "-100,2",
        "100000000004,4",
        "100000000099,6",
        "resume:orders:0=5,5",
        "resume:other:0=5,2"
    })
    void eachWayToSayItMeansAnOffset(String from, long offset) {
        cluster.addTopic("orders", 1);
        for (int i = 0; i < 6; i++) {
            var writer = new BatchWriter(Compression.NONE, 1000);
            writer.append(StartPosition.SMALLEST_EPOCH_MS + i, null, new byte[] {1}, List.of());
            cluster.produce(ORDERS, writer.build(), Acks.ALL, 1000).join();
        }
        cluster.deleteRecordsBefore(ORDERS, 2);
        var answer = new Positions(cluster).resolve(StartPosition.parse(from, 0), List.of(ORDERS));
        assertThat(answer).isEqualTo(Answer.of(Map.of(ORDERS, offset)));
    }

    @ParameterizedTest
    @CsvSource({"earliest", "latest", "-3"})
    void aPartitionThatIsNotThereIsRefused(String from) {
        var answer = new Positions(cluster).resolve(StartPosition.parse(from, 0), List.of(ORDERS));
        assertThat(answer).isInstanceOf(Answer.Refused.class);
    }

    @Test
    void aLeaderThatMovesIsAskedAgainAndTheOthersAreNot() {
        var other = new TopicPartition("orders", 1);
        var reader = new Moving(ORDERS, 2);

        var answer =
                new Positions(reader).resolve(new StartPosition.Earliest(), List.of(ORDERS, other));

        assertThat(answer).isEqualTo(Answer.of(Map.of(ORDERS, 7L, other, 7L)));
        assertThat(reader.asked).containsExactly(ORDERS, other, ORDERS, ORDERS);
    }

    /** Refuses so many questions about one partition, as while its leader moves. */
    private static final class Moving implements PartitionReader {
        private final List<TopicPartition> asked = new ArrayList<>();
        private final TopicPartition moving;
        private int refusals;

        Moving(TopicPartition moving, int refusals) {
            this.moving = moving;
            this.refusals = refusals;
        }

        @Override
        public CompletableFuture<Answer<Fetched>> fetch(
                TopicPartition partition, long offset, int maxBytes, int maxWaitMs) {
            throw new UnsupportedOperationException("positions fetch nothing");
        }

        @Override
        public CompletableFuture<Answer<Long>> offset(TopicPartition partition, long timestampMs) {
            asked.add(partition);
            return CompletableFuture.completedFuture(
                    partition.equals(moving) && refusals-- > 0
                            ? Answer.refused(Rejection.FENCED_LEADER_EPOCH, "moved")
                            : Answer.of(7L));
        }
    }
}
