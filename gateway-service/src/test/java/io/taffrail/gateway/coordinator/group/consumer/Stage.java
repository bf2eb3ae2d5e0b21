package io.taffrail.gateway.coordinator.group.consumer;

import io.taffrail.gateway.coordinator.Call;
import io.taffrail.gateway.coordinator.Rehearsal;
import io.taffrail.gateway.coordinator.ShardMachine;
import io.taffrail.gateway.coordinator.Turn;
import io.taffrail.gateway.coordinator.group.Group;
import io.taffrail.gateway.coordinator.group.GroupEntry;
import io.taffrail.gateway.coordinator.group.GroupSettings;
import io.taffrail.gateway.coordinator.group.Groups;
import io.taffrail.gateway.coordinator.group.assign.PartitionSet;
import io.taffrail.gateway.link.GatewayLife;
import io.taffrail.kernel.metadata.MetadataEvent;
import io.taffrail.kernel.metadata.MetadataEvent.NodeFenced;
import io.taffrail.kernel.metadata.MetadataEvent.NodeRegistered;
import io.taffrail.kernel.metadata.MetadataEvent.NodeUnfenced;
import io.taffrail.kernel.metadata.MetadataEvent.NodeUnregistered;
import io.taffrail.kernel.metadata.MetadataEvent.TopicCreated;
import io.taffrail.kernel.metadata.MetadataEvent.TopicDeleted;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.NodeImage;
import io.taffrail.kernel.metadata.NodeRole;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.kernel.metadata.TopicImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;

/** One shard with groups of this protocol alone, topics, and members that speak like clients. */
final class Stage {

    static final String GROUP = "g";

    final Rehearsal<ConsumerRequest<?>, GroupEntry> shard;
    private final Map<String, UUID> topicIds = new TreeMap<>();
    private MetadataImage image = MetadataImage.EMPTY;
    private Groups groups = new Groups();
    private long topicsMade;

    Stage() {
        this(GroupSettings.DEFAULT);
    }

    Stage(GroupSettings settings) {
        shard =
                new Rehearsal<>(() -> {
                    groups = new Groups();
                    return machine(new ConsumerProtocol(groups, () -> settings));
                });
    }

    private static ShardMachine<ConsumerRequest<?>, GroupEntry> machine(ConsumerProtocol protocol) {
        return new ShardMachine<>() {
            @Override
            public void handle(Call<? extends ConsumerRequest<?>> call, Turn<GroupEntry> turn) {
                protocol.handle(call, turn);
            }

            @Override
            public void expire(Object timer, Turn<GroupEntry> turn) {
                protocol.expire((ConsumerTimer) timer, turn);
            }

            @Override
            public void replay(GroupEntry entry) {
                protocol.replay((ConsumerEntry) entry);
            }

            @Override
            public void onLoaded(Turn<GroupEntry> turn) {
                protocol.onLoaded(turn);
            }

            @Override
            public void onMetadata(MetadataImage before, Turn<GroupEntry> turn) {
                protocol.onMetadata(before, turn);
            }
        };
    }

    Stage topic(String name, int partitions) {
        UUID id = new UUID(1, ++topicsMade);
        topicIds.put(name, id);
        change(new TopicCreated(new TopicImage(id, name, false, partitions(0, partitions))));
        return this;
    }

    void grow(String name, int from, int to) {
        change(new MetadataEvent.PartitionsAdded(id(name), partitions(from, to)));
    }

    void delete(String name) {
        change(new TopicDeleted(id(name), name));
    }

    /** A gateway registers; what was registered under its id before is over. */
    GatewayLife gateway(int nodeId) {
        GatewayLife life = registered(nodeId);
        unfence(life);
        return life;
    }

    /** Registered, and fenced until its first heartbeat, as the controller does it. */
    GatewayLife registered(int nodeId) {
        long epoch = nextIndex();
        change(
                new NodeRegistered(
                        new NodeImage(
                                nodeId,
                                NodeRole.GATEWAY,
                                epoch,
                                new UUID(2, epoch),
                                List.of(),
                                null,
                                true,
                                false,
                                List.of())));
        return new GatewayLife(nodeId, epoch);
    }

    void fence(GatewayLife life) {
        change(new NodeFenced(life.nodeId(), life.epoch()));
    }

    /** The gateway that owns the shard is fenced: the next owner knows, and loads the log. */
    void fenceOwner(GatewayLife life) {
        image = image.evolve(new NodeFenced(life.nodeId(), life.epoch()), nextIndex());
        shard.reload(image);
    }

    void unfence(GatewayLife life) {
        change(new NodeUnfenced(life.nodeId(), life.epoch()));
    }

    void unregister(GatewayLife life) {
        change(new NodeUnregistered(life.nodeId()));
    }

    /** At which the metadata's next change will be. */
    long nextIndex() {
        return image.appliedIndex() + 1;
    }

    private void change(MetadataEvent event) {
        image = image.evolve(event, nextIndex());
        shard.metadata(image);
    }

    private static List<PartitionImage> partitions(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(p -> PartitionImage.created(p, List.of(1), List.of(1)))
                .toList();
    }

    UUID id(String topic) {
        return Objects.requireNonNull(topicIds.get(topic), topic);
    }

    PartitionSet of(String topic, Integer... partitions) {
        return PartitionSet.of(id(topic), partitions);
    }

    Client client(String memberId) {
        return new Client(this, memberId);
    }

    Rehearsal.Asked<HeartbeatAnswer> ask(Heartbeat heartbeat) {
        return shard.ask(heartbeat);
    }

    ConsumerGroupDescription describe() {
        return shard.ask(new DescribeConsumerGroup(GROUP)).value();
    }

    ConsumerGroup group() {
        Group group = Objects.requireNonNull(groups.find(GROUP), "the group");
        return (ConsumerGroup) Objects.requireNonNull(group.membership(), "its members");
    }

    boolean hasGroup() {
        return groups.find(GROUP) != null;
    }

    /** The group in one line, for transcripts. */
    String line() {
        List<String> members = new ArrayList<>();
        for (ConsumerMember member : group().members()) {
            members.add(
                    member.id()
                            + "@"
                            + member.epoch()
                            + " "
                            + member.assignment().state()
                            + " "
                            + named(member.assignment().assigned().partitions())
                            + (member.assignment().pendingRevocation().partitions().isEmpty()
                                    ? ""
                                    : " -"
                                            + named(
                                                    member.assignment()
                                                            .pendingRevocation()
                                                            .partitions())));
        }
        return group().state() + " " + group().epoch() + ": " + String.join("; ", members);
    }

    String named(PartitionSet partitions) {
        StringBuilder text = new StringBuilder();
        topicIds.forEach((name, id) -> {
            if (partitions.topics().contains(id)) {
                text.append(text.isEmpty() ? "" : " ")
                        .append(name)
                        .append(partitions.partitions(id).toString().replace(" ", ""));
            }
        });
        return text.isEmpty() ? "nothing" : text.toString();
    }
}
