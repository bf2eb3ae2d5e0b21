package io.taffrail.simulation.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.gateway.consume.GroupMember;
import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.GroupCalls;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.simulation.cluster.SimLoop;
import io.taffrail.simulation.cluster.SimProcess;
import io.taffrail.simulation.cluster.SimScheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** One member, and a coordinator that tells everything to whoever says everything, as Kafka's. */
class GroupMemberTest implements GroupCalls, GroupMember.Listener {

    private static final long S = 1_000_000_000;
    private static final int INTERVAL_MS = 3_000;
    private static final TopicPartition FIRST = new TopicPartition("orders", 0);
    private static final TopicPartition SECOND = new TopicPartition("orders", 1);

    private final SimScheduler scheduler = new SimScheduler(new Random(1));
    private final List<Heartbeat> heartbeats = new ArrayList<>();
    private final List<String> heard = new ArrayList<>();
    private Set<TopicPartition> assigned = Set.of();
    private Set<TopicPartition> told = Set.of();
    private Predicate<Heartbeat> isGroupGone = heartbeat -> false;

    @Override
    public CompletableFuture<Answer<Beat>> heartbeat(Heartbeat heartbeat) {
        heartbeats.add(heartbeat);
        if (isGroupGone.test(heartbeat)) {
            return CompletableFuture.completedFuture(
                    Answer.refused(Rejection.GROUP_ID_NOT_FOUND, "there is no group billing"));
        }
        boolean isTold = heartbeat.owned() != null || !told.equals(assigned);
        told = assigned;
        return CompletableFuture.completedFuture(
                Answer.of(new Beat(1, INTERVAL_MS, isTold ? assigned : null)));
    }

    @Test
    void whoHasNothingToSaySendsOneHeartbeatInEachInterval() {
        assigned = Set.of(FIRST);
        start();
        run(60);

        assertThat(heard).containsExactly("assigned [orders-0]");
        assertThat(heartbeats).hasSizeBetween(20, 24);
        assertThat(heartbeats.subList(3, heartbeats.size()))
                .as("all was said")
                .allMatch(each -> each.owned() == null);
    }

    @Test
    void anAssignmentOfNothingIsConfirmedOnce() {
        start();
        run(60);

        assertThat(heartbeats).hasSizeBetween(20, 24);
        assertThat(heartbeats.subList(0, 2)).allMatch(each -> Set.of().equals(each.owned()));
    }

    @Test
    void eachChangeIsTakenAndConfirmed() {
        assigned = Set.of(FIRST);
        start();
        run(10);
        assigned = Set.of(SECOND);
        run(10);

        assertThat(heard)
                .containsExactly(
                        "assigned [orders-0]", "revoked [orders-0]", "assigned [orders-1]");
        assertThat(heartbeats).anyMatch(each -> Set.of(SECOND).equals(each.owned()));
        assertThat(heartbeats).hasSizeLessThan(16);
    }

    @Test
    void aMemberWhoseGroupHasGoneMeanwhileJoinsAgain() {
        assigned = Set.of(FIRST);
        start();
        run(10);
        // Until somebody joins it.
        isGroupGone =
                heartbeat -> {
                    if (heartbeat.memberEpoch() == GroupCalls.JOINING) {
                        isGroupGone = any -> false;
                    }
                    return heartbeat.memberEpoch() != GroupCalls.JOINING;
                };
        run(10);

        assertThat(heard)
                .startsWith("assigned [orders-0]", "lost [orders-0]")
                .endsWith("assigned [orders-0]");
        assertThat(heartbeats.getLast().memberEpoch()).isEqualTo(1);
    }

    @Test
    void whoMayNotJoinIsNoMember() {
        isGroupGone = heartbeat -> true;
        start();
        run(10);

        assertThat(heard).hasSize(1).first().asString().startsWith("failed").contains("billing");
        assertThat(heartbeats).hasSize(1);
    }

    private void start() {
        var loop = new SimLoop(new SimProcess(scheduler), 100);
        new GroupMember(this, loop, "billing", "m", List.of("orders"), this).start();
    }

    private void run(int seconds) {
        long untilNs = scheduler.nowNs() + seconds * S;
        int[] events = {0};
        scheduler.after(seconds * S, () -> events[0] = -1);
        while (scheduler.nowNs() < untilNs && events[0] >= 0) {
            scheduler.step();
            assertThat(++events[0]).as("events in %d s", seconds).isLessThan(1_000);
        }
    }

    @Override
    public void onAssigned(Set<TopicPartition> partitions) {
        heard.add("assigned " + partitions);
    }

    @Override
    public CompletableFuture<?> onRevoked(Set<TopicPartition> partitions) {
        heard.add("revoked " + partitions);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void onLost(Set<TopicPartition> partitions) {
        heard.add("lost " + partitions);
    }

    @Override
    public void onFailed(Rejected why) {
        heard.add("failed " + why);
    }

    @Override
    public CompletableFuture<Answer<Committed>> commit(
            String group,
            String memberId,
            int memberEpoch,
            Map<TopicPartition, Long> nextOffsets,
            Map<TopicPartition, String> notes) {
        throw new AssertionError("nothing was read");
    }

    @Override
    public CompletableFuture<Answer<Map<TopicPartition, Position>>> positions(
            String group, List<TopicPartition> partitions) {
        throw new AssertionError("nobody asks");
    }
}
