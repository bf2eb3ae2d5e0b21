package io.taffrail.gateway.canary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.MemoryCluster;
import io.taffrail.gateway.link.MemoryOperations;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.kernel.config.BrokerConfigs;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.metadata.CanaryTopic;
import io.taffrail.kernel.metadata.ConfigResource;
import io.taffrail.kernel.metadata.MetadataEvent.ConfigChanged;
import io.taffrail.kernel.metadata.MetadataEvent.FeatureLevelChanged;
import io.taffrail.kernel.metadata.MetadataEvent.NodeFenced;
import io.taffrail.kernel.metadata.MetadataEvent.NodeRegistered;
import io.taffrail.kernel.metadata.NodeImage;
import io.taffrail.kernel.metadata.NodeRole;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.kernel.metadata.RulesLevels;
import io.taffrail.kernel.runtime.Clock;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a drill does to a cluster in memory, and what it says of it. */
class LeaderDrillTest {

    private static final int STEADY_MS = 100;
    private static final int GAP_MS = 200;
    private static final int PATIENT_MS = 10_000;
    private static final int IMPATIENT_MS = 50;

    /** Long enough for several to be given up, as the first ones are on a slow machine. */
    private static final int IMPATIENT_STEADY_MS = 500;

    private final MemoryCluster cluster = new MemoryCluster();
    private final Clock clock = Clock.system();
    private final LeaderDrill drill = drill(STEADY_MS, PATIENT_MS);
    private final LeaderDrill impatient = drill(IMPATIENT_STEADY_MS, IMPATIENT_MS);

    private LeaderDrill drill(int steadyMs, int giveUpMs) {
        return new LeaderDrill(
                new CanaryRecords(cluster, cluster, cluster, cluster, clock),
                cluster,
                new MemoryOperations(cluster),
                clock,
                steadyMs,
                giveUpMs);
    }

    @BeforeEach
    void register() {
        cluster.apply(
                new FeatureLevelChanged(RulesLevels.FEATURE, CanaryTopic.INTERNAL_FROM_LEVEL));
        for (int broker = 2; broker <= 3; broker++) {
            cluster.apply(
                    new NodeRegistered(
                            new NodeImage(
                                    broker,
                                    NodeRole.BROKER,
                                    broker,
                                    new UUID(1, broker),
                                    List.of(),
                                    null,
                                    false,
                                    false,
                                    List.of())));
        }
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void theLeaderGoesOnToTheNextReplicaAndComesRound() throws Exception {
        cluster.addTopic(CanaryTopic.NAME, 1, List.of(1, 2, 3));

        assertThat(report(drill.run()).toBroker()).isEqualTo(2);
        assertThat(leader()).isEqualTo(2);
        assertThat(report(drill.run()).toBroker()).isEqualTo(3);
        assertThat(report(drill.run()).toBroker()).isEqualTo(1);
        assertThat(leader()).isEqualTo(1);
    }

    @Test
    void theTimeWithoutARecordIsTold() throws Exception {
        cluster.addTopic(CanaryTopic.NAME, 1, List.of(1, 2));
        var hasMoved = new AtomicBoolean();
        cluster.listen(image -> {
            if (leader() == 2 && hasMoved.compareAndSet(false, true)) {
                cluster.holdWrites();
                CompletableFuture.delayedExecutor(GAP_MS, TimeUnit.MILLISECONDS)
                        .execute(cluster::releaseWrites);
            }
        });

        DrillReport report = report(drill.run());

        assertThat(report.fromBroker()).isEqualTo(1);
        assertThat(report.gapMs()).isGreaterThanOrEqualTo(GAP_MS - 10);
        assertThat(report.electedMs()).isLessThan(report.gapMs());
        assertThat(report.came()).isEqualTo(report.arrivalsMs().size()).isPositive();
        assertThat(report.arrivalsMs()).isSorted();
        assertThat(report.arrivalsMs().getFirst()).isNegative();
        assertThat(report.arrivalsMs().getLast()).isGreaterThan(GAP_MS - 10);
    }

    @Test
    void whatIsRefusedOnTheWayIsCountedAndTriedAgain() throws Exception {
        cluster.addTopic(CanaryTopic.NAME, 1, List.of(1, 2));
        cluster.refuseNext(Rejection.NOT_LEADER_OR_FOLLOWER, Rejection.NETWORK_EXCEPTION);

        assertThat(report(drill.run()).failed()).isEqualTo(2);
    }

    @Test
    void aRecordThatIsNotAnsweredIsGivenUpAndDoesNotCountWhenItComesLate() throws Exception {
        cluster.addTopic(CanaryTopic.NAME, 1, List.of(1, 2));
        var hasMoved = new AtomicBoolean();
        cluster.listen(image -> {
            if (leader() == 2 && hasMoved.compareAndSet(false, true)) {
                cluster.holdWrites();
            }
        });
        var answer = CompletableFuture.supplyAsync(() -> run(impatient));
        await().until(() -> cluster.heldWriteCount() >= 3);
        cluster.releaseWrites();

        DrillReport report = report(answer.join());

        assertThat(report.failed()).isGreaterThanOrEqualTo(2);
        assertThat(report.arrivalsMs()).hasSize(report.came());
        assertThat(cluster.batches(new TopicPartition(CanaryTopic.NAME, 0)))
                .as("all were written in the end")
                .hasSize(report.came() + report.failed());
    }

    @Test
    void nothingIsMovedWhereNoRecordComesThroughBeforeTheMove() throws Exception {
        cluster.addTopic(CanaryTopic.NAME, 1, List.of(1, 2));
        PartitionImage before = partition();
        cluster.holdWrites();

        Answer<DrillReport> answer = impatient.run();

        assertThat(refusal(answer)).isEqualTo(Rejection.LEADER_NOT_AVAILABLE);
        assertThat(rejected(answer).message())
                .startsWith("none of %d records".formatted(cluster.heldWriteCount()))
                .contains("__canary-0", " ms, led by 1, in sync [1, 2]: its leader stays");
        assertThat(partition()).isEqualTo(before);
        cluster.releaseWrites();
        assertThat(report(impatient.run()).toBroker()).isEqualTo(2);
    }

    @Test
    void aReplicaThatCouldNotLeadIsPassedOver() throws Exception {
        cluster.addTopic(CanaryTopic.NAME, 1, List.of(1, 2, 3));
        cluster.apply(new NodeFenced(2, 2));

        assertThat(report(drill.run()).toBroker()).isEqualTo(3);
    }

    @Test
    void aReplicaWhoseBrokerIsBeingDrainedIsPassedOverAndNothingIsMovedWhereThatIsAll()
            throws Exception {
        cluster.addTopic(CanaryTopic.NAME, 1, List.of(1, 2, 3));
        drain(2);
        assertThat(report(drill.run()).toBroker()).isEqualTo(3);
        drain(1);
        PartitionImage before = partition();

        assertThat(refusal(drill.run())).isEqualTo(Rejection.ELIGIBLE_LEADERS_NOT_AVAILABLE);
        assertThat(partition()).isEqualTo(before);
    }

    @Test
    void aReplicaThatIsAloneHasNobodyToHandItsLeadTo() throws Exception {
        assertThat(refusal(drill.run()))
                .as("its topic is made on the way")
                .isEqualTo(Rejection.ELIGIBLE_LEADERS_NOT_AVAILABLE);
        assertThat(cluster.batches(new TopicPartition(CanaryTopic.NAME, 0))).isEmpty();
    }

    @Test
    void aTopicThatWouldBeSeenByEverybodyIsNotMade() throws Exception {
        cluster.apply(
                new FeatureLevelChanged(
                        RulesLevels.FEATURE, (short) (CanaryTopic.INTERNAL_FROM_LEVEL - 1)));

        assertThat(refusal(drill.run())).isEqualTo(Rejection.UNSUPPORTED_VERSION);
        assertThat(cluster.image().topics()).isEmpty();
    }

    @Test
    void thereIsOneDrillAtATime() throws Exception {
        cluster.addTopic(CanaryTopic.NAME, 1, List.of(1, 2));
        cluster.holdWrites();
        var first = CompletableFuture.supplyAsync(() -> run(drill));
        await().until(() -> cluster.heldWriteCount() == 1);

        assertThat(refusal(drill.run())).isEqualTo(Rejection.THROTTLING_QUOTA_EXCEEDED);
        cluster.releaseWrites();

        assertThat(report(first.join()).toBroker()).isEqualTo(2);
    }

    private static Answer<DrillReport> run(LeaderDrill drill) {
        try {
            return drill.run();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void drain(int broker) {
        cluster.apply(
                new ConfigChanged(
                        ConfigResource.broker(broker), BrokerConfigs.BROKER_DRAIN, "true"));
    }

    private int leader() {
        return partition().leader();
    }

    private PartitionImage partition() {
        return Objects.requireNonNull(cluster.image().partition(CanaryTopic.NAME, 0));
    }

    private static DrillReport report(Answer<DrillReport> answer) {
        if (answer instanceof Answer.Given<DrillReport> given) {
            return given.value();
        }
        throw new AssertionError(answer);
    }

    private static Rejection refusal(Answer<DrillReport> answer) {
        return rejected(answer).reason();
    }

    private static Rejected rejected(Answer<DrillReport> answer) {
        if (answer instanceof Answer.Refused<DrillReport> refused) {
            return refused.rejected();
        }
        throw new AssertionError(answer);
    }
}
