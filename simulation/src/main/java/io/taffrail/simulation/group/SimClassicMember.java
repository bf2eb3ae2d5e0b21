package io.taffrail.simulation.group;

import io.taffrail.gateway.coordinator.group.classic.Alive;
import io.taffrail.gateway.coordinator.group.classic.Assigned;
import io.taffrail.gateway.coordinator.group.classic.ClassicRequest.Heartbeat;
import io.taffrail.gateway.coordinator.group.classic.ClassicRequest.Join;
import io.taffrail.gateway.coordinator.group.classic.ClassicRequest.Leave;
import io.taffrail.gateway.coordinator.group.classic.ClassicRequest.Sync;
import io.taffrail.gateway.coordinator.group.classic.JoinAnswer;
import io.taffrail.gateway.coordinator.group.classic.JoinAnswer.ComeAgain;
import io.taffrail.gateway.coordinator.group.classic.JoinAnswer.Joined;
import io.taffrail.gateway.coordinator.group.classic.Leaver;
import io.taffrail.gateway.coordinator.group.classic.OfferedProtocol;
import io.taffrail.gateway.coordinator.group.classic.Opaque;
import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.simulation.cluster.SimNetwork;
import io.taffrail.simulation.cluster.SimProcess;
import io.taffrail.simulation.cluster.SimScheduler;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A member of the classic protocol, as Kafka's consumers behave. */
final class SimClassicMember implements SimConsumer {

    private static final long MS = 1_000_000;
    private static final int SESSION_MS = 4_000;
    private static final int REBALANCE_MS = 5_000;
    private static final int NOBODY = -1;

    private final int address;
    private final SimAssignor assignor;
    private final SimProcess process;
    private final SimGroupCalls calls;
    private final SimReading reading;
    private final GroupTruth truth;
    private MetadataImage image = MetadataImage.EMPTY;
    private String memberId = "";
    private int generation = NOBODY;
    // Rises with each attempt to join; answers to an earlier one are not for this one any more.
    private int round;
    private boolean isIn;

    SimClassicMember(
            int address,
            SimAssignor assignor,
            SimScheduler scheduler,
            SimNetwork network,
            Function<Integer, @Nullable SimGateway> gateways,
            Random random,
            GroupTruth truth) {
        this.address = address;
        this.assignor = assignor;
        this.process = new SimProcess(scheduler);
        this.calls =
                new SimGroupCalls(
                        address, "member", process, scheduler, network, () -> image, gateways);
        this.truth = truth;
        this.reading =
                new SimReading(calls, process, random, truth, () -> memberId, () -> generation);
    }

    @Override
    public void learn(MetadataImage news) {
        process.run(() -> image = news);
    }

    @Override
    public void start() {
        reading.start();
        process.after(MS, this::rejoin);
        process.after(1_000 * MS, this::beatOn);
    }

    @Override
    public SimProcess process() {
        return process;
    }

    @Override
    public Set<TopicPartition> owned() {
        return reading.owned();
    }

    @Override
    public void leave() {
        isIn = false;
        round++;
        reading.letGo(reading.owned())
                .thenRun(() ->
                        calls.ask(
                                        new Leave(
                                                SimMember.GROUP,
                                                List.of(new Leaver(memberId, null, null))))
                                .thenRun(process::kill));
    }

    private void beatOn() {
        if (isIn) {
            int asked = round;
            truth.watch(
                    calls.ask(new Heartbeat(SimMember.GROUP, memberId, null, generation))
                            .thenAccept(answer -> {
                                if (asked == round && answer instanceof Answer.Refused<Alive> no) {
                                    onRefused(no.rejected());
                                }
                            }));
        }
        process.after(1_000 * MS, this::beatOn);
    }

    private void onRefused(Rejected why) {
        switch (why.reason()) {
            case REBALANCE_IN_PROGRESS -> rejoin();
            case ILLEGAL_GENERATION -> begin(memberId);
            case UNKNOWN_MEMBER_ID -> begin("");
            case COORDINATOR_LOAD_IN_PROGRESS,
                    COORDINATOR_NOT_AVAILABLE,
                    NOT_COORDINATOR,
                    NETWORK_EXCEPTION,
                    REQUEST_TIMED_OUT,
                    UNKNOWN_SERVER_ERROR -> {
                if (!isIn) {
                    int asked = ++round;
                    process.after(
                            100 * MS,
                            () -> {
                                if (asked == round) {
                                    join();
                                }
                            });
                }
            }
            default -> throw new GroupViolation("%s cannot be a member: %s", this, why);
        }
    }

    /** What it read may be another's. */
    private void begin(String id) {
        isIn = false;
        round++;
        memberId = id;
        generation = NOBODY;
        reading.lose(reading.owned());
        join();
    }

    private void rejoin() {
        isIn = false;
        int asked = ++round;
        CompletableFuture<?> ready =
                assignor == SimAssignor.EAGER
                        ? reading.letGo(reading.owned())
                        : CompletableFuture.completedFuture(null);
        truth.watch(
                ready.thenRun(() -> {
                    if (asked == round) {
                        join();
                    }
                }));
    }

    private void join() {
        int asked = round;
        var join =
                new Join(
                        SimMember.GROUP,
                        memberId,
                        null,
                        "classic" + address,
                        "/host",
                        SESSION_MS,
                        REBALANCE_MS,
                        "consumer",
                        List.of(
                                new OfferedProtocol(
                                        assignor.wireName(),
                                        assignor.subscription(reading.owned()))),
                        true,
                        true);
        truth.watch(
                calls.ask(join, REBALANCE_MS + 3_000)
                        .thenAccept(answer -> {
                            if (asked == round) {
                                onJoinAnswer(answer);
                            }
                        }));
    }

    private void onJoinAnswer(Answer<JoinAnswer> answer) {
        switch (answer) {
            case Answer.Refused<JoinAnswer> refused -> onRefused(refused.rejected());
            case Answer.Given<JoinAnswer> given -> {
                memberId = given.value().memberId();
                switch (given.value()) {
                    case ComeAgain _ -> join();
                    case Joined joined -> sync(joined);
                }
            }
        }
    }

    private void sync(Joined joined) {
        int asked = round;
        generation = joined.generation();
        truth.mark(GroupMark.JOINED_CLASSIC);
        Map<String, Opaque> assignments = assignor.assign(joined.members(), image);
        var sync =
                new Sync(
                        SimMember.GROUP,
                        memberId,
                        null,
                        generation,
                        joined.protocolType(),
                        joined.protocolName(),
                        assignments);
        truth.watch(
                calls.ask(sync, REBALANCE_MS + 3_000)
                        .thenAccept(answer -> {
                            if (asked == round) {
                                onSyncAnswer(answer);
                            }
                        }));
    }

    private void onSyncAnswer(Answer<Assigned> answer) {
        switch (answer) {
            case Answer.Refused<Assigned> refused -> onRefused(refused.rejected());
            case Answer.Given<Assigned> given ->
                    onAssigned(SimAssignor.read(given.value().assignment()));
        }
    }

    private void onAssigned(Set<TopicPartition> assigned) {
        isIn = true;
        Set<TopicPartition> surplus = new HashSet<>(reading.owned());
        surplus.removeAll(assigned);
        Set<TopicPartition> more = new HashSet<>(assigned);
        more.removeAll(reading.owned());
        if (!more.isEmpty()) {
            reading.take(more);
        }
        if (!surplus.isEmpty()) {
            int asked = round;
            truth.watch(
                    reading.letGo(surplus)
                            .thenRun(() -> {
                                if (asked == round) {
                                    rejoin();
                                }
                            }));
        }
    }

    @Override
    public String toString() {
        return "classic-"
                + address
                + "@"
                + generation
                + " "
                + (process.isAlive() ? reading.owned() : "dead");
    }
}
