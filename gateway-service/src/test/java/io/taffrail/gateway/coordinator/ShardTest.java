package io.taffrail.gateway.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taffrail.gateway.coordinator.api.GroupRecords;
import io.taffrail.gateway.coordinator.group.GroupEntry;
import io.taffrail.gateway.coordinator.group.GroupMachine;
import io.taffrail.gateway.coordinator.group.GroupRequest;
import io.taffrail.gateway.coordinator.group.GroupSettings;
import io.taffrail.gateway.coordinator.group.offsets.OffsetRequest.Commit;
import io.taffrail.gateway.coordinator.group.offsets.OffsetRequest.Fetch;
import io.taffrail.gateway.coordinator.group.offsets.OffsetRequest.Found;
import io.taffrail.gateway.coordinator.group.offsets.OffsetRequest.Offset;
import io.taffrail.gateway.coordinator.group.offsets.OffsetRequest.Results;
import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.MemoryCluster;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.metadata.CoordinatedTopics;
import io.taffrail.kernel.metadata.MetadataEvent.ChangeReason;
import io.taffrail.kernel.metadata.MetadataEvent.PartitionChanged;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.kernel.metadata.TopicImage;
import io.taffrail.kernel.runtime.Clock;
import io.taffrail.kernel.runtime.ThreadLoop;
import io.taffrail.protocol.records.BatchHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Shards as gateways own them, over logs in memory. */
class ShardTest {

    private static final String TOPIC = CoordinatedTopics.CONSUMER_OFFSETS;
    private static final TopicPartition SHARD = new TopicPartition(TOPIC, 0);
    private static final TopicPartition ORDERS = new TopicPartition("orders", 0);
    private static final int ONE = 1000;
    private static final int OTHER = 1001;

    private final MemoryCluster cluster = new MemoryCluster();
    private final List<ThreadLoop> loops = new ArrayList<>();
    private final List<Throwable> broken = new CopyOnWriteArrayList<>();
    private ShardRuntime<GroupRequest<?>, GroupEntry> one;
    private ShardRuntime<GroupRequest<?>, GroupEntry> other;

    @BeforeEach
    void start() {
        cluster.addTopic(TOPIC, 1);
        one = gateway(ONE);
        other = gateway(OTHER);
    }

    @AfterEach
    void stop() {
        loops.forEach(ThreadLoop::close);
        cluster.close();
        assertThat(broken).isEmpty();
    }

    @Test
    void whoDoesNotOwnTheShardSaysSo() throws Exception {
        assertThat(refusal(commit(one, 1))).isEqualTo(Rejection.NOT_COORDINATOR);
    }

    @Test
    void theOwnerWritesInItsLeaderEpoch() throws Exception {
        assign(ONE);

        assertThat(commit(one, 7)).isInstanceOf(Answer.Given.class);

        assertThat(committed(one)).isEqualTo(7);
        assertThat(cluster.batches(SHARD))
                .extracting(BatchHeader::partitionLeaderEpoch)
                .containsExactly(1);
    }

    /** Its last batch may still be on the way to the log, under the same epoch. */
    @Test
    void whatAnEarlierRunOwnedIsNotOursBeforeTheControllersKnowThisOne() throws Exception {
        var registration = new AtomicLong(-1);
        var again = gateway(ONE, registration::get);
        assign(ONE);
        assertThat(refusal(commit(again, 8))).isEqualTo(Rejection.NOT_COORDINATOR);

        registration.set(cluster.image().appliedIndex() + 1);
        assertThat(refusal(commit(again, 8))).isEqualTo(Rejection.NOT_COORDINATOR);
        assign(ONE);

        assertThat(commit(again, 9)).isInstanceOf(Answer.Given.class);
    }

    @Test
    void theNextOwnerKnowsWhatWasCommitted() throws Exception {
        assign(ONE);
        commit(one, 7);

        assign(OTHER);

        assertThat(committed(other)).isEqualTo(7);
        assertThat(refusal(commit(one, 8))).isEqualTo(Rejection.NOT_COORDINATOR);
        assertThat(commit(other, 9)).isInstanceOf(Answer.Given.class);
        assertThat(cluster.batches(SHARD))
                .extracting(BatchHeader::partitionLeaderEpoch)
                .containsExactly(1, 2);
    }

    @Test
    void whatMayHaveBeenSentBeforeTheShardWasAnothersIsNotTaken() throws Exception {
        assign(ONE);
        commit(one, 7);
        long beforeNs = Clock.system().nanoTime();
        assign(OTHER);
        commit(other, 9);
        assign(ONE);
        commit(one, 10);

        assertThat(refusal(sent(one, beforeNs, 8))).isEqualTo(Rejection.NOT_COORDINATOR);
        assertThat(committed(one)).isEqualTo(10);
        assertThat(sent(one, Clock.system().nanoTime(), 11)).isInstanceOf(Answer.Given.class);
    }

    @Test
    void anOwnerBetweenThatNobodyToldOfCountsAsWell() throws Exception {
        assign(ONE);
        commit(one, 7);
        long beforeNs = Clock.system().nanoTime();
        assign(OTHER, ONE);
        commit(one, 10);

        assertThat(refusal(sent(one, beforeNs, 8))).isEqualTo(Rejection.NOT_COORDINATOR);
    }

    /** The log takes what the owner before writes until it has heard of the new one. */
    @Test
    void whatWaitedForTheLogToKnowTheOwnerIsNotTaken() throws Exception {
        assign(OTHER);
        commit(other, 9);
        cluster.holdOffsets();
        assign(ONE);
        await().atMost(10, TimeUnit.SECONDS).until(() -> cluster.heldOffsetCount() == 1);

        var waiting = asked(one, Clock.system().nanoTime(), 8);
        cluster.releaseOffsets();

        assertThat(refusal(waiting.get(10, TimeUnit.SECONDS))).isEqualTo(Rejection.NOT_COORDINATOR);
        assertThat(committed(one)).isEqualTo(9);
    }

    @Test
    void theFirstOwnerTakesWhatWasSentBeforeItKnew() throws Exception {
        long beforeNs = Clock.system().nanoTime();
        assign(ONE);

        assertThat(sent(one, beforeNs, 7)).isInstanceOf(Answer.Given.class);
    }

    @Test
    void nothingIsAnsweredBeforeItIsInTheLog() throws Exception {
        assign(ONE);
        commit(one, 1);
        cluster.holdWrites();

        var second = asked(one, 2);
        var read = fetched(one);
        await().atMost(10, TimeUnit.SECONDS).until(() -> cluster.heldWriteCount() == 1);
        assertThat(second).isNotDone();
        assertThat(read).as("it would show what may yet be void").isNotDone();

        cluster.releaseWrites();
        assertThat(second.get(10, TimeUnit.SECONDS)).isInstanceOf(Answer.Given.class);
        assertThat(offset(read.get(10, TimeUnit.SECONDS))).isEqualTo(2);
    }

    @Test
    void manyRequestsShareABatch() throws Exception {
        assign(ONE);
        commit(one, 0);
        cluster.holdWrites();
        List<CompletableFuture<Answer<Object>>> all = new ArrayList<>();
        asked(one, 1);
        await().atMost(10, TimeUnit.SECONDS).until(() -> cluster.heldWriteCount() == 1);
        for (int i = 2; i < 100; i++) {
            all.add(asked(one, i));
        }
        cluster.releaseWrites();
        for (var answer : all) {
            assertThat(answer.get(10, TimeUnit.SECONDS)).isInstanceOf(Answer.Given.class);
        }
        assertThat(cluster.batches(SHARD)).hasSize(3);
    }

    @Test
    void aWriteOfUnknownFateIsSentAgainAndIsThereOnce() throws Exception {
        assign(ONE);
        commit(one, 1);
        cluster.refuseNext(Rejection.NETWORK_EXCEPTION, Rejection.NOT_ENOUGH_REPLICAS);

        assertThat(commit(one, 2)).isInstanceOf(Answer.Given.class);

        assertThat(cluster.batches(SHARD)).hasSize(2);
        assertThat(committed(one)).isEqualTo(2);
    }

    @Test
    void whatWasRefusedForGoodIsForgotten() throws Exception {
        assign(ONE);
        commit(one, 1);
        cluster.refuseNext(Rejection.MESSAGE_TOO_LARGE);

        assertThat(refusal(commit(one, 2))).isEqualTo(Rejection.UNKNOWN_SERVER_ERROR);

        assertThat(committed(one)).isEqualTo(1);
    }

    @Test
    void whoeverIsFencedAnswersThatAnotherCoordinates() throws Exception {
        assign(ONE);
        commit(one, 1);
        cluster.refuseNext(Rejection.FENCED_LEADER_EPOCH);

        assertThat(refusal(commit(one, 2))).isEqualTo(Rejection.NOT_COORDINATOR);
    }

    @Test
    void aNewLeaderOfThePartitionIsAPauseAndNoError() throws Exception {
        assign(ONE);
        commit(one, 1);

        assign(ONE);

        assertThat(committed(one)).isEqualTo(1);
        assertThat(commit(one, 2)).isInstanceOf(Answer.Given.class);
        assertThat(cluster.batches(SHARD))
                .extracting(BatchHeader::partitionLeaderEpoch)
                .containsExactly(1, 2);
    }

    @Test
    void anOffsetIsNotToldWithoutTheLogsConsent() throws Exception {
        assign(ONE);
        commit(one, 1);
        cluster.refuseNextOffset(Rejection.FENCED_LEADER_EPOCH);

        assertThat(refusal(fetched(one).get(10, TimeUnit.SECONDS)))
                .isEqualTo(Rejection.COORDINATOR_NOT_AVAILABLE);
        assertThat(committed(one)).isEqualTo(1);
    }

    private ShardRuntime<GroupRequest<?>, GroupEntry> gateway(int id) {
        return gateway(id, () -> 0);
    }

    private ShardRuntime<GroupRequest<?>, GroupEntry> gateway(int id, LongSupplier nodeEpoch) {
        var loop = new ThreadLoop("gateway-" + id, 1_000, Clock.system(), broken::add);
        loops.add(loop);
        var runtime =
                new ShardRuntime<GroupRequest<?>, GroupEntry>(
                        new ShardPorts(
                                id,
                                nodeEpoch,
                                cluster::image,
                                cluster,
                                cluster,
                                cluster::newProducerId,
                                Clock.system(),
                                loop,
                                new Random(id)),
                        TOPIC,
                        () -> new GroupMachine(() -> GroupSettings.DEFAULT),
                        new GroupRecords());
        cluster.listen(runtime::follow);
        return runtime;
    }

    /** To one after the other, of whom only the last is heard of. */
    private void assign(int... gateways) {
        TopicImage topic = Objects.requireNonNull(cluster.image().topic(TOPIC));
        PartitionImage shard = topic.partitions().getFirst();
        for (int gateway : gateways) {
            shard = shard.withCoordinator(gateway);
        }
        cluster.apply(new PartitionChanged(topic.id(), shard, ChangeReason.COORDINATOR_CHANGED));
    }

    private static CompletableFuture<Answer<Object>> asked(
            ShardRuntime<GroupRequest<?>, GroupEntry> of, long offset) {
        return ask(of, commitOf(offset));
    }

    private static Commit commitOf(long offset) {
        return new Commit(
                "g",
                "",
                null,
                -1,
                -1,
                Rejection.ILLEGAL_GENERATION,
                List.of(new Offset(ORDERS, null, offset, -1, null)));
    }

    private static Answer<Results> sent(
            ShardRuntime<GroupRequest<?>, GroupEntry> to, long sentAfterNs, long offset)
            throws Exception {
        return asked(to, sentAfterNs, offset).get(10, TimeUnit.SECONDS);
    }

    private static CompletableFuture<Answer<Results>> asked(
            ShardRuntime<GroupRequest<?>, GroupEntry> to, long sentAfterNs, long offset) {
        var answer = new CompletableFuture<Answer<Results>>();
        to.submit(0, Call.inOrder(commitOf(offset), answer, sentAfterNs));
        return answer;
    }

    private static Answer<Object> commit(ShardRuntime<GroupRequest<?>, GroupEntry> of, long offset)
            throws Exception {
        return asked(of, offset).get(10, TimeUnit.SECONDS);
    }

    private static CompletableFuture<Answer<Object>> fetched(
            ShardRuntime<GroupRequest<?>, GroupEntry> of) {
        return ask(of, new Fetch("g", null, -1, List.of(ORDERS)));
    }

    private static long committed(ShardRuntime<GroupRequest<?>, GroupEntry> of) throws Exception {
        return offset(fetched(of).get(10, TimeUnit.SECONDS));
    }

    private static long offset(Answer<Object> answer) {
        if (answer instanceof Answer.Given<Object> given
                && given.value() instanceof List<?> found
                && found.getFirst() instanceof Found first) {
            return Objects.requireNonNull(first.offset()).offset();
        }
        throw new AssertionError(answer);
    }

    private static Rejection refusal(Answer<?> answer) {
        if (answer instanceof Answer.Refused<?> refused) {
            return refused.rejected().reason();
        }
        throw new AssertionError(answer);
    }

    @SuppressWarnings("unchecked") // the tests only look at what they asked for
    private static CompletableFuture<Answer<Object>> ask(
            ShardRuntime<GroupRequest<?>, GroupEntry> of, GroupRequest<?> request) {
        var answer = new CompletableFuture<Answer<Object>>();
        of.submit(0, Call.of((GroupRequest<Object>) request, answer));
        return answer;
    }
}
