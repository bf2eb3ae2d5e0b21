package io.taffrail.gateway.coordinator.group.convert;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.gateway.coordinator.Rehearsal;
import io.taffrail.gateway.coordinator.Rehearsal.Asked;
import io.taffrail.gateway.coordinator.group.DirectoryRequest.ListGroups;
import io.taffrail.gateway.coordinator.group.DirectoryRequest.Listed;
import io.taffrail.gateway.coordinator.group.GroupEntry;
import io.taffrail.gateway.coordinator.group.GroupMachine;
import io.taffrail.gateway.coordinator.group.GroupRequest;
import io.taffrail.gateway.coordinator.group.GroupSettings;
import io.taffrail.gateway.coordinator.group.GroupType;
import io.taffrail.gateway.coordinator.group.MigrationPolicy;
import io.taffrail.gateway.coordinator.group.classic.ClassicGroupWritten;
import io.taffrail.gateway.coordinator.group.classic.ClassicRequest.Describe;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerGroupDescription;
import io.taffrail.gateway.coordinator.group.consumer.DescribeConsumerGroup;
import io.taffrail.gateway.coordinator.group.offsets.OffsetRequest.Commit;
import io.taffrail.gateway.coordinator.group.offsets.OffsetRequest.Fetch;
import io.taffrail.gateway.coordinator.group.offsets.OffsetRequest.Offset;
import io.taffrail.gateway.coordinator.group.offsets.OffsetRequest.Results;
import io.taffrail.gateway.link.GatewayLife;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.metadata.MetadataEvent;
import io.taffrail.kernel.metadata.MetadataEvent.NodeFenced;
import io.taffrail.kernel.metadata.MetadataEvent.NodeRegistered;
import io.taffrail.kernel.metadata.MetadataEvent.TopicCreated;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.NodeImage;
import io.taffrail.kernel.metadata.NodeRole;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.kernel.metadata.TopicImage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;

/** One shard with one group of members of both protocols, who read six partitions of one topic. */
final class MixedGroup {

    static final String GROUP = "g";
    static final String TOPIC = "a";
    static final UUID TOPIC_ID = new UUID(1, 1);
    static final int PARTITIONS = 6;

    private GroupSettings settings = GroupSettings.DEFAULT;
    final Rehearsal<GroupRequest<?>, GroupEntry> shard =
            new Rehearsal<>(() -> new GroupMachine(() -> settings));
    private final List<ClassicConsumer> classics = new ArrayList<>();
    private final List<ModernConsumer> moderns = new ArrayList<>();
    private MetadataImage image = MetadataImage.EMPTY;

    MixedGroup() {
        change(new TopicCreated(new TopicImage(TOPIC_ID, TOPIC, false, partitions(0, PARTITIONS))));
    }

    MixedGroup under(MigrationPolicy policy, int classicMax, int consumerMax) {
        GroupSettings usual = GroupSettings.DEFAULT;
        settings =
                new GroupSettings(
                        usual.minSessionTimeoutMs(),
                        usual.maxSessionTimeoutMs(),
                        usual.initialRebalanceDelayMs(),
                        classicMax,
                        usual.consumerSessionTimeoutMs(),
                        usual.consumerHeartbeatIntervalMs(),
                        consumerMax,
                        policy,
                        usual.offsetMetadataBytesMax(),
                        usual.offsetsRetentionMs(),
                        usual.offsetsCheckIntervalMs());
        return this;
    }

    MixedGroup under(MigrationPolicy policy) {
        return under(policy, Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    private void change(MetadataEvent event) {
        image = image.evolve(event, image.appliedIndex() + 1);
        shard.metadata(image);
    }

    GatewayLife gateway(int nodeId) {
        long epoch = image.appliedIndex() + 1;
        change(
                new NodeRegistered(
                        new NodeImage(
                                nodeId,
                                NodeRole.GATEWAY,
                                epoch,
                                new UUID(2, epoch),
                                List.of(),
                                null,
                                false,
                                false,
                                List.of())));
        return new GatewayLife(nodeId, epoch);
    }

    void fence(GatewayLife gateway) {
        change(new NodeFenced(gateway.nodeId(), gateway.epoch()));
    }

    /** Another gateway takes the shard over from the one that is fenced. */
    void fenceOwner(GatewayLife gateway) {
        image =
                image.evolve(
                        new NodeFenced(gateway.nodeId(), gateway.epoch()),
                        image.appliedIndex() + 1);
        shard.reload(image);
    }

    /** Groups of other names, before this one and behind it. */
    MixedGroup amongOthers() {
        for (String other : List.of("a", "z")) {
            shard.ask(
                            new Commit(
                                    other,
                                    "",
                                    null,
                                    -1,
                                    -1,
                                    Rejection.UNKNOWN_MEMBER_ID,
                                    List.of(
                                            new Offset(
                                                    new TopicPartition(TOPIC, 0),
                                                    null,
                                                    1,
                                                    -1,
                                                    null))))
                    .value();
        }
        return this;
    }

    private static List<PartitionImage> partitions(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(p -> PartitionImage.created(p, List.of(1), List.of(1)))
                .toList();
    }

    void grow(int to) {
        change(new MetadataEvent.PartitionsAdded(TOPIC_ID, partitions(PARTITIONS, to)));
    }

    <R> Asked<R> ask(GroupRequest<R> request) {
        return shard.ask(request);
    }

    ClassicConsumer eager(String name) {
        return add(new ClassicConsumer(this, name, false));
    }

    ClassicConsumer cooperative(String name) {
        return add(new ClassicConsumer(this, name, true));
    }

    private ClassicConsumer add(ClassicConsumer consumer) {
        classics.add(consumer);
        return consumer;
    }

    ModernConsumer modern(String name) {
        var consumer = new ModernConsumer(this, name);
        moderns.add(consumer);
        return consumer;
    }

    /** Nobody hears of it any more. */
    void forget(ClassicConsumer consumer) {
        classics.remove(consumer);
        consumer.owned.clear();
    }

    void remember(ClassicConsumer consumer) {
        classics.add(consumer);
    }

    void forget(ModernConsumer consumer) {
        moderns.remove(consumer);
    }

    /** Everybody sends heartbeats every second, until nobody has anything new for a while. */
    MixedGroup settle() {
        int quiet = 0;
        for (int round = 0; quiet < 8; round++) {
            assertThat(round).as("rounds until " + this + " settles").isLessThan(200);
            String before = toString();
            shard.advance(1_000);
            classics.forEach(ClassicConsumer::beat);
            moderns.forEach(ModernConsumer::beat);
            classics.forEach(ClassicConsumer::go);
            assertNobodySharesAPartition();
            quiet = before.equals(toString()) ? quiet + 1 : 0;
        }
        assertLoadsAlike();
        return this;
    }

    /** Of those who are members: one that was thrown out may not know it yet. */
    private void assertNobodySharesAPartition() {
        if (type() != GroupType.CONSUMER) {
            return;
        }
        Set<String> seen = new HashSet<>();
        for (ConsumerGroupDescription.Member member : describe().members()) {
            member.assigned()
                    .forEach((_, p) ->
                            assertThat(seen.add("p" + p))
                                    .as("partition %d has one member: %s", p, describe())
                                    .isTrue());
        }
    }

    GroupType type() {
        return listed().type();
    }

    private Listed listed() {
        return shard.ask(new ListGroups()).value().stream()
                .filter(group -> group.groupId().equals(GROUP))
                .findFirst()
                .orElseThrow();
    }

    ConsumerGroupDescription describe() {
        return shard.ask(new DescribeConsumerGroup(GROUP)).value();
    }

    /** Another gateway that loads the log describes what this one does. */
    void assertLoadsAlike() {
        assertThat(shard.askLoaded(new ListGroups()).value())
                .isEqualTo(shard.ask(new ListGroups()).value());
        if (type() == GroupType.CONSUMER) {
            assertThat(shard.askLoaded(new DescribeConsumerGroup(GROUP)).value())
                    .isEqualTo(describe());
        } else {
            assertThat(shard.askLoaded(new Describe(GROUP)).value())
                    .isEqualTo(shard.ask(new Describe(GROUP)).value());
        }
    }

    /** What is written last of the group as a classic one. */
    ClassicGroupWritten lastClassic() {
        return shard.log().stream()
                .filter(ClassicGroupWritten.class::isInstance)
                .map(ClassicGroupWritten.class::cast)
                .reduce((_, last) -> last)
                .orElseThrow();
    }

    Asked<Results> commit(String memberId, int generation, int partition, long offset) {
        return shard.ask(
                new Commit(
                        GROUP,
                        memberId,
                        null,
                        generation,
                        -1,
                        Rejection.UNKNOWN_MEMBER_ID,
                        List.of(
                                new Offset(
                                        new TopicPartition(TOPIC, partition),
                                        null,
                                        offset,
                                        -1,
                                        null))));
    }

    long committed(int partition) {
        var offset =
                shard.ask(new Fetch(GROUP, null, -1, List.of(new TopicPartition(TOPIC, partition))))
                        .value()
                        .getFirst()
                        .offset();
        return offset == null ? -1 : offset.offset();
    }

    /** The group in one line, for transcripts: its members tell what they read. */
    String line() {
        Listed group = listed();
        List<String> members = new ArrayList<>();
        classics.forEach(each -> members.add(each.toString()));
        moderns.forEach(each -> members.add(each.toString()));
        return "%s %s: %s"
                .formatted(
                        group.type().wireName(),
                        group.state(),
                        String.join(" ", members).replace(", ", ","));
    }

    @Override
    public String toString() {
        return line();
    }
}
