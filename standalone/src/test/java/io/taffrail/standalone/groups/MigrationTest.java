package io.taffrail.standalone.groups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taffrail.standalone.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Three consumers of kafka-clients are set to group.protocol=consumer one after the other, and back
 * again, while they read: nothing is lost, and what was committed never goes back.
 */
@Tag("system")
class MigrationTest {

    private static final int PARTITIONS = 6;
    private static final int MEMBERS = 3;
    private static final String NAME = "migration";
    private static final Duration WAIT = Duration.ofSeconds(90);

    /**
     * What members had read since their last commit when the group changed its protocol may come
     * again: a commit that is then under way is of a generation that is over.
     */
    private static final int CONVERSIONS = 2;

    private static final int PAUSE_MS = 5;
    private static final int SENT_BETWEEN_COMMITS_MAX = JavaGroupProgram.AUTO_COMMIT_MS / PAUSE_MS;

    private final String brokers = Node.shared().bootstrapServers();
    private final List<LocalMember> members = new ArrayList<>();
    private final List<LocalMember> former = new ArrayList<>();
    private final List<String> sent = new CopyOnWriteArrayList<>();
    private final Map<TopicPartition, Long> committed = new HashMap<>();

    @Test
    void aGroupIsMigratedUpAndDownWhileItReads() throws Exception {
        var isOver = new AtomicBoolean();
        try (var admin = Admin.create(Map.of("bootstrap.servers", brokers))) {
            admin.createTopics(List.of(new NewTopic(NAME, PARTITIONS, (short) 1))).all().get();
            Thread producing = Thread.ofPlatform().name("producing").start(() -> produce(isOver));
            for (int i = 0; i < MEMBERS; i++) {
                members.add(LocalMember.join(brokers, "classic", NAME, NAME));
            }
            awaitAllOwned(admin, GroupType.CLASSIC);

            for (int i = 0; i < MEMBERS; i++) {
                replace("consumer");
                awaitAllOwned(admin, GroupType.CONSUMER);
            }
            for (int i = 0; i < MEMBERS; i++) {
                replace("classic");
                awaitAllOwned(admin, i < MEMBERS - 1 ? GroupType.CONSUMER : GroupType.CLASSIC);
            }

            isOver.set(true);
            producing.join();
            await("everything is read")
                    .atMost(WAIT)
                    .untilAsserted(() -> assertThat(read()).containsAll(sent));
            assertThat(read()).hasSameSizeAs(sent);
            assertNothingGoesBack(admin);
        } finally {
            isOver.set(true);
            members.forEach(LocalMember::close);
        }
        assertThat(timesRead() - sent.size())
                .as("records that were read again, out of %d", sent.size())
                .isLessThan(CONVERSIONS * SENT_BETWEEN_COMMITS_MAX);
    }

    /** The oldest one goes, and one of that protocol comes. */
    private void replace(String protocol) {
        LocalMember oldest = members.removeFirst();
        members.add(LocalMember.join(brokers, protocol, NAME, NAME));
        oldest.close();
        former.add(oldest);
    }

    private void awaitAllOwned(Admin admin, GroupType type) {
        await("all partitions are owned in a group of type " + type)
                .atMost(WAIT)
                .untilAsserted(() -> {
                    assertNothingGoesBack(admin);
                    assertThat(members.stream().flatMap(one -> one.held().stream()))
                            .containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5);
                    assertThat(members).allMatch(one -> one.held().size() == 2);
                    var group = admin.describeConsumerGroups(List.of(NAME)).all().get().get(NAME);
                    assertThat(group.type()).isEqualTo(type);
                    assertThat(group.members()).hasSize(MEMBERS);
                });
    }

    private void assertNothingGoesBack(Admin admin) throws Exception {
        Map<TopicPartition, OffsetAndMetadata> now =
                admin.listConsumerGroupOffsets(NAME).partitionsToOffsetAndMetadata().get();
        now.forEach((partition, offset) -> {
            Long before = committed.put(partition, offset.offset());
            assertThat(offset.offset())
                    .as("what is committed of %s", partition)
                    .isGreaterThanOrEqualTo(before == null ? 0 : before);
        });
    }

    private void produce(AtomicBoolean isOver) {
        Map<String, Object> settings = Map.of("bootstrap.servers", brokers, "linger.ms", 0);
        var strings = new StringSerializer();
        try (var producer = new KafkaProducer<>(settings, strings, strings)) {
            while (!isOver.get()) {
                String value = "order-" + sent.size();
                producer.send(new ProducerRecord<>(NAME, value, value)).get();
                sent.add(value);
                await().pollDelay(Duration.ofMillis(PAUSE_MS)).until(() -> true);
            }
        } catch (Exception e) {
            throw new IllegalStateException("record " + sent.size() + " was not taken", e);
        }
    }

    private List<LocalMember> all() {
        List<LocalMember> all = new ArrayList<>(former);
        all.addAll(members);
        return all;
    }

    private Set<String> read() {
        Set<String> read = new HashSet<>();
        all().forEach(member -> read.addAll(member.values()));
        return read;
    }

    private int timesRead() {
        return all().stream().mapToInt(member -> member.values().size()).sum();
    }
}
