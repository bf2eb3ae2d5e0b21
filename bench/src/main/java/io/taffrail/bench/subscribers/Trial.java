package io.taffrail.bench.subscribers;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * Subscribers join, records flow, one gateway is killed, its subscribers go on at the other one;
 * then everything that was produced is looked for at everybody.
 */
public final class Trial {

    private static final String GROUP = "subscribers";
    private static final int VALUE_BYTES = 80;
    private static final long LOOK_NS = 50_000_000;
    private static final int JOIN_S_MAX = 180;
    private static final int RESUME_S_MAX = 90;
    private static final int DRAIN_S_MAX = 60;
    private static final double MILLION = 1e6;

    private final TrialPlan plan;
    private final Map<String, String> measures = new LinkedHashMap<>();
    private final List<String> faults = new ArrayList<>();
    private final Produced produced;
    private final Observation seen;

    private interface Condition {
        boolean holds() throws InterruptedException;
    }

    private Trial(TrialPlan plan) {
        this.plan = plan;
        this.produced = new Produced(plan.partitions());
        this.seen =
                new Observation(
                        plan.members(), plan.solos(), plan.partitions(), plan.gateways().size());
    }

    /** Runs it; what is wrong with the cluster stands in the result, not in an exception. */
    public static TrialResult run(TrialPlan plan)
            throws IOException, InterruptedException, ExecutionException {
        return new Trial(plan).run();
    }

    private TrialResult run() throws IOException, InterruptedException, ExecutionException {
        try (var watch = new GroupWatch(GroupWatch.admin(plan.bootstrap()), GROUP);
                var fleet =
                        new Fleet(
                                plan.gateways().stream().map(GatewayProcess::address).toList(),
                                plan.members());
                var records =
                        new Records(
                                plan.bootstrap(),
                                plan.topic(),
                                plan.partitions(),
                                plan.perSecond(),
                                VALUE_BYTES,
                                produced)) {
            createTopic();
            join(fleet, watch);
            records.start();
            flow(fleet);
            int victim = watch.coordinator();
            victim = plan.killsCoordinator() ? victim : 1 - victim;
            kill(fleet, watch, records, victim);
            records.stop();
            drain(fleet);
            judge(fleet);
        }
        return new TrialResult(measures, faults);
    }

    private void createTopic() throws InterruptedException, ExecutionException {
        try (Admin admin = GroupWatch.admin(plan.bootstrap())) {
            var topic =
                    new NewTopic(plan.topic(), plan.partitions(), (short) 3)
                            .configs(Map.of("min.insync.replicas", "2"));
            admin.createTopics(List.of(topic)).all().get();
        }
    }

    private void join(Fleet fleet, GroupWatch watch) throws InterruptedException {
        for (int i = 0; i < plan.members() + plan.solos(); i++) {
            String group = i < plan.members() ? GROUP : null;
            fleet.add(new Subscriber(i, plan.topic(), group, seen));
        }
        long startNs = System.nanoTime();
        fleet.start();
        Supplier<Boolean> areOpen = () -> fleet.subscribers().stream().allMatch(Subscriber::isOpen);
        require(
                await(JOIN_S_MAX, () -> fleet.ask(areOpen)),
                "not all sockets opened within " + JOIN_S_MAX + " s");
        measure("all sockets open (s)", secondsSince(startNs));
        boolean isThere =
                await(
                        JOIN_S_MAX,
                        () ->
                                fleet.ask(areOpen)
                                        && fleet.ask(seen::isSpread)
                                        && watch.isWhole(plan.members()));
        require(isThere, "not everybody joined within " + JOIN_S_MAX + " s: " + watch.state());
        measure("and the group at rest (s)", secondsSince(startNs));
    }

    private void flow(Fleet fleet) throws IOException {
        long beforeDeliveries = deliveries(fleet);
        List<Double> before = new ArrayList<>();
        for (GatewayProcess each : plan.gateways()) {
            before.add(each.cpuSeconds());
        }
        long startNs = System.nanoTime();
        pause(plan.seconds());
        double tookS = (System.nanoTime() - startNs) / 1e9;
        long delivered = deliveries(fleet) - beforeDeliveries;
        double cpu = 0;
        for (int i = 0; i < plan.gateways().size(); i++) {
            GatewayProcess gateway = plan.gateways().get(i);
            double used = gateway.cpuSeconds() - before.get(i);
            cpu += used;
            measure(
                    "gateway-" + (i + 1) + ": CPU of one core (%)",
                    "%.0f".formatted(100 * used / tookS));
            measure("gateway-" + (i + 1) + ": resident (MB)", "" + gateway.residentMb());
        }
        measure("deliveries/s before the kill", "%.0f".formatted(delivered / tookS));
        measure(
                "CPU of both gateways (s per million deliveries)",
                "%.1f".formatted(cpu * MILLION / Math.max(1, delivered)));
        long repeated =
                fleet.ask(
                        () -> seen.group().repeatedAfterDeath() + seen.group().repeatedOtherwise());
        measure("redelivered to the group without a kill", "" + repeated);
        require(repeated == 0, repeated + " records came to the group twice without a kill");
    }

    private long deliveries(Fleet fleet) {
        return fleet.ask(() -> seen.soloReceived() + seen.group().distinct());
    }

    private void kill(Fleet fleet, GroupWatch watch, Records records, int victim)
            throws IOException, InterruptedException {
        measure(
                "killed with -9",
                "gateway-%d, %s"
                        .formatted(
                                victim + 1,
                                plan.killsCoordinator()
                                        ? "which coordinates the group"
                                        : "which does not coordinate the group"));
        fleet.ask(() -> {
            seen.kills(victim, fleet.subscribers(), records.nextId());
            return true;
        });
        measure(
                "its members / subscribers without a group",
                fleet.ask(() -> seen.wereThere(true) + " / " + seen.wereThere(false)));
        long killedNs = System.nanoTime();
        plan.gateways().get(victim).kill();
        long[] wholeNs = {0};
        boolean haveResumed =
                await(
                        RESUME_S_MAX,
                        () -> {
                            if (wholeNs[0] == 0 && watch.isWhole(plan.members())) {
                                wholeNs[0] = System.nanoTime();
                            }
                            return wholeNs[0] != 0
                                    && fleet.ask(seen::haveAllResumed)
                                    && fleet.ask(seen::isSpread);
                        });
        measure(
                "all its members connected again after (s)",
                after(killedNs, fleet.ask(() -> seen.lastResumedNs(true))));
        measure(
                "all its subscribers without a group got their next record after (s)",
                after(killedNs, fleet.ask(() -> seen.lastResumedNs(false))));
        measure(
                "every partition was read by the group again after (s)",
                after(killedNs, fleet.ask(() -> seen.group().allWentOnNs())));
        measure("the group was whole and stable again after (s)", after(killedNs, wholeNs[0]));
        if (!haveResumed) {
            faults.add(
                    "not all went on within %d s: group %s, %d partitions without news, %s"
                            .formatted(
                                    RESUME_S_MAX,
                                    watch.state(),
                                    fleet.ask(() -> seen.group().stillWaiting()),
                                    fleet.ask(fleet::lastFailure)));
        }
        long leftNs = killedNs + plan.seconds() * 1_000_000_000L - System.nanoTime();
        pause(Math.max(0, leftNs / 1e9));
        GatewayProcess survivor = plan.gateways().get(1 - victim);
        measure("the survivor with everybody: resident (MB)", "" + survivor.residentMb());
    }

    private static String after(long fromNs, long atNs) {
        return atNs == 0 ? "never" : "%.2f".formatted((atNs - fromNs) / 1e9);
    }

    /** Everything is produced: waits until everybody has it, or nothing more comes. */
    private void drain(Fleet fleet) throws InterruptedException {
        Produced.Totals totals = produced.totals();
        long count = produced.count();
        await(
                DRAIN_S_MAX,
                () ->
                        fleet.ask(() ->
                                seen.group().distinct() == count
                                        && seen.soloComplete(totals) == plan.solos()));
    }

    private void judge(Fleet fleet) {
        Produced.Totals totals = produced.totals();
        long count = produced.count();
        fleet.ask(() -> {
            judgeSolos(count, seen.soloComplete(totals));
            judgeGroup(count);
            measure("connections, and attempts that failed", connections(fleet));
            measure("frames that nobody expected", "" + seen.surprisedCount());
            seen.surprises().forEach(each -> System.err.println("unexpected: " + each));
            return true;
        });
    }

    private String connections(Fleet fleet) {
        String why = fleet.lastFailure();
        return seen.openings()
                + ", "
                + fleet.failedAttempts()
                + (why == null ? "" : " (such as " + why + ")");
    }

    private void judgeSolos(long count, int complete) {
        measure("records", "" + count);
        measure(
                "subscribers without a group that have every record once and in order",
                complete + " of " + plan.solos());
        measure(
                "records that they missed / got twice",
                seen.soloMissed() + " / " + seen.soloRepeated());
        require(complete == plan.solos(), plan.solos() - complete + " subscribers lack records");
        require(seen.soloRepeated() == 0, seen.soloRepeated() + " records came despite a token");
    }

    private void judgeGroup(long count) {
        GroupJournal group = seen.group();
        measure("records that the group has", group.distinct() + " of " + count);
        measure("members that were sent records", group.readers() + " of " + plan.members());
        measure(
                "redelivered, first sent by the killed gateway / by the other",
                group.repeatedAfterDeath() + " / " + group.repeatedOtherwise());
        require(group.distinct() == count, "the group lacks " + (count - group.distinct()));
    }

    private void measure(String name, String value) {
        System.err.println(name + ": " + value);
        measures.put(name, value);
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            faults.add(otherwise);
        }
    }

    private static String secondsSince(long startNs) {
        return "%.2f".formatted((System.nanoTime() - startNs) / 1e9);
    }

    private static void pause(double seconds) {
        long untilNs = System.nanoTime() + (long) (seconds * 1e9);
        while (System.nanoTime() < untilNs) {
            LockSupport.parkNanos(LOOK_NS);
        }
    }

    private static boolean await(int seconds, Condition wanted) throws InterruptedException {
        long untilNs = System.nanoTime() + seconds * 1_000_000_000L;
        while (!wanted.holds()) {
            if (System.nanoTime() > untilNs) {
                return false;
            }
            LockSupport.parkNanos(LOOK_NS);
        }
        return true;
    }
}
