package io.taffrail.standalone.groups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taffrail.standalone.groups.GroupProgram.Got;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** What every client must see of a group, step by step, in one topic of four partitions. */
final class GroupScenario implements AutoCloseable {

    static final int PARTITIONS = 4;

    /** Sessions end after six seconds; the rest is for two cores that do much else. */
    private static final Duration WAIT = Duration.ofSeconds(120);

    private static final Set<Integer> ALL =
            IntStream.range(0, PARTITIONS).boxed().collect(Collectors.toUnmodifiableSet());

    private final GroupClient client;
    private final String servers;
    private final Admin admin;
    private final String topic;
    private final String group;
    private final List<GroupProgram> started = new ArrayList<>();
    private final GroupProgram producer;
    private int produced;

    GroupScenario(GroupClient client, String servers, Admin admin) {
        this.client = client;
        this.servers = servers;
        this.admin = admin;
        String name = client.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        this.topic = "orders-" + name;
        this.group = "billing-" + name;
        this.producer = start();
    }

    void createTopic(int replicas) throws Exception {
        admin.createTopics(
                        List.of(
                                new NewTopic(
                                        topic,
                                        Optional.of(PARTITIONS),
                                        Optional.of((short) replicas))))
                .all()
                .get();
    }

    /** One member gets everything, each key's records in their order and from one partition. */
    GroupProgram oneMemberReadsAllInOrder() {
        GroupProgram member = join();
        awaitThat(() -> member.held().equals(ALL), member);
        produce(200);
        awaitThat(() -> member.hasAll(0, produced), member);
        assertOrderByKey(member.records());
        assertThat(member.records().stream().collect(partitionsByKey()).values())
                .allSatisfy(partitions -> assertThat(partitions).hasSize(1));
        return member;
    }

    /** A second member takes its share, and each gets what comes to its partitions. */
    GroupProgram aSecondMemberTakesHalf(GroupProgram first) {
        GroupProgram second = join();
        awaitThat(() -> isSplit(first, second), first, second);
        // A fetch that a member sent before it gave a partition up may still bring it records.
        produceToAll(first, second);
        int from = produceToAll(first, second);
        for (GroupProgram member : List.of(first, second)) {
            assertOrderByKey(member.records());
            assertThat(since(from, member)).isSubsetOf(member.held());
        }
        return second;
    }

    void whatAKilledMemberHeldMoves(GroupProgram survivor, GroupProgram killed) throws Exception {
        killed.kill();
        awaitThat(() -> survivor.held().equals(ALL), survivor);
        int from = produced;
        produce(100);
        awaitThat(() -> survivor.hasAll(from, produced), survivor);
        assertOrderByKey(survivor.records());
    }

    /** Whoever comes back gets what has come meanwhile, and nothing that was read before. */
    GroupProgram aRestartedMemberGoesOnWhereItWas(GroupProgram member) throws Exception {
        member.stop();
        int from = produced;
        produce(100);
        GroupProgram restarted = join();
        awaitThat(() -> restarted.hasAll(from, produced), restarted);
        assertThat(restarted.records().stream().map(Got::value))
                .as(restarted.story())
                .hasSize(100)
                .allSatisfy(value -> assertThat(value).isGreaterThanOrEqualTo(from));
        return restarted;
    }

    void aResetGroupReplaysFromTheStart(GroupProgram member) throws Exception {
        member.stop();
        awaitEmpty();
        Map<TopicPartition, OffsetAndMetadata> starts = new HashMap<>();
        ALL.forEach(p -> starts.put(new TopicPartition(topic, p), new OffsetAndMetadata(0)));
        admin.alterConsumerGroupOffsets(group, starts).all().get();
        GroupProgram again = join();
        awaitThat(() -> again.hasAll(0, produced), again);
        assertOrderByKey(again.records());
        assertThat(again.records()).as(again.story()).hasSize(produced);
    }

    void produce(int count) {
        producer.produce(topic, produced, count);
        produced += count;
    }

    Map<TopicPartition, Long> committed() throws Exception {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get()
                .forEach((partition, commit) -> offsets.put(partition, commit.offset()));
        return offsets;
    }

    int produced() {
        return produced;
    }

    String group() {
        return group;
    }

    GroupProgram join() {
        return start().consume(topic, group);
    }

    static boolean isSplit(GroupProgram first, GroupProgram second) {
        Set<Integer> both = new HashSet<>(first.held());
        both.addAll(second.held());
        int half = PARTITIONS / 2;
        return both.equals(ALL) && first.held().size() == half && second.held().size() == half;
    }

    /** Produces a hundred, of which the members together must get every one. */
    int produceToAll(GroupProgram... members) {
        int from = produced;
        produce(100);
        awaitThat(() -> haveAll(from, members), members);
        return from;
    }

    boolean haveAll(int from, GroupProgram... members) {
        return Arrays.stream(members)
                        .flatMap(member -> member.records().stream())
                        .map(Got::value)
                        .filter(value -> value >= from && value < produced)
                        .distinct()
                        .count()
                == produced - from;
    }

    void awaitThat(Callable<Boolean> condition, GroupProgram... members) {
        try {
            await().atMost(WAIT).pollInterval(Duration.ofMillis(50)).until(condition);
        } catch (org.awaitility.core.ConditionTimeoutException e) {
            String stories =
                    Arrays.stream(members)
                            .map(GroupProgram::story)
                            .collect(Collectors.joining("\n"));
            throw new AssertionError("%d were produced\n%s".formatted(produced, stories), e);
        }
    }

    /** What was read twice, as is right around a rebalance, counts where it first came. */
    static void assertOrderByKey(List<Got> records) {
        Map<String, Integer> last = new HashMap<>();
        Set<Integer> seen = new HashSet<>();
        for (Got got : records) {
            if (seen.add(got.value())) {
                assertThat(got.value()).isGreaterThan(last.getOrDefault(got.key(), -1));
                last.put(got.key(), got.value());
            }
        }
    }

    private void awaitEmpty() {
        await().atMost(WAIT)
                .until(() ->
                        admin.describeConsumerGroups(List.of(group))
                                .describedGroups()
                                .get(group)
                                .get()
                                .members()
                                .isEmpty());
    }

    private static Set<Integer> since(int from, GroupProgram member) {
        return member.records().stream()
                .filter(got -> got.value() >= from)
                .map(Got::partition)
                .collect(Collectors.toSet());
    }

    private static java.util.stream.Collector<Got, ?, Map<String, Set<Integer>>> partitionsByKey() {
        return Collectors.groupingBy(
                Got::key, Collectors.mapping(Got::partition, Collectors.toSet()));
    }

    private GroupProgram start() {
        GroupProgram program = client.start(servers);
        started.add(program);
        return program;
    }

    @Override
    public void close() {
        started.forEach(GroupProgram::close);
    }
}
