package io.taffrail.controller.decide;

import io.taffrail.controller.command.CommandReply;
import io.taffrail.controller.command.CommandReply.Refused;
import io.taffrail.controller.command.CommandStamp;
import io.taffrail.controller.command.ControllerCommand;
import io.taffrail.controller.command.ControllerCommand.AlterPartitions;
import io.taffrail.controller.command.ControllerCommand.CreateCluster;
import io.taffrail.controller.command.ControllerCommand.CreateTopic;
import io.taffrail.controller.command.ControllerCommand.IsrMember;
import io.taffrail.controller.command.ControllerCommand.IsrProposal;
import io.taffrail.controller.command.ControllerCommand.RegisterNode;
import io.taffrail.controller.command.ControllerCommand.UnfenceNode;
import io.taffrail.controller.command.StampedCommand;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.machine.Decision;
import io.taffrail.kernel.metadata.Endpoint;
import io.taffrail.kernel.metadata.MetadataEntry;
import io.taffrail.kernel.metadata.MetadataEvent;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.PartitionImage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A cluster's history so far, told in commands; the rules under test are the ones that told it. */
final class Given {

    MetadataImage image = MetadataImage.EMPTY;
    private long index;
    private long seed = 1;
    private long incarnation = 5_000;
    List<MetadataEvent> lastEvents = List.of();

    static Given cluster() {
        var given = new Given();
        given.when(new CreateCluster());
        return given;
    }

    /** Brokers 1 to {@code count}, registered and alive, all in one rack. */
    static Given brokers(int count) {
        Given given = cluster();
        for (int id = 1; id <= count; id++) {
            given.broker(id, null);
        }
        return given;
    }

    Given broker(int id, @Nullable String rack) {
        when(registration(id, id, rack));
        when(new UnfenceNode(id, image.node(id).epoch()));
        return this;
    }

    /** A gateway that Kafka's clients can reach, registered and alive. */
    Given gateway(int id) {
        return gateway(id, Endpoint.KAFKA);
    }

    Given gateway(int id, String listener) {
        when(
                new RegisterNode(
                        id,
                        "",
                        new UUID(100, ++incarnation),
                        List.of(new Endpoint(listener, "host-" + id, 9092)),
                        null,
                        List.of()));
        when(new UnfenceNode(id, image.node(id).epoch()));
        return this;
    }

    Given topic(String name, List<List<Integer>> assignment) {
        when(new CreateTopic(name, -1, -1, assignment, Map.of()));
        return this;
    }

    Given seed(long seed) {
        this.seed = seed;
        return this;
    }

    CommandReply when(ControllerCommand command) {
        Optional<Refused> objection = FeatureRules.objection(image, command);
        if (objection.isPresent()) {
            lastEvents = List.of();
            return objection.get();
        }
        index++;
        var stamped =
                new StampedCommand(new CommandStamp(1_000 + index, seed++, "User:test"), command);
        Decision<MetadataEvent, CommandReply> decision = Decider.decide(image, index, stamped);
        lastEvents = decision.events();
        image =
                image.evolve(
                        new MetadataEntry(index, 1_000 + index, "User:test", decision.events()));
        return decision.reply();
    }

    /** The reason of a refusal, after checking that a refusal changes nothing. */
    Rejection refusal(ControllerCommand command) {
        CommandReply reply = when(command);
        if (!(reply instanceof Refused refused)) {
            throw new AssertionError("expected a refusal of " + command + ", but got " + reply);
        }
        if (!lastEvents.isEmpty()) {
            throw new AssertionError("refused, but changed " + lastEvents);
        }
        return refused.rejected().reason();
    }

    /** The leader of the topic's first partition asks for that ISR. */
    CommandReply propose(String topic, Integer... isr) {
        PartitionImage partition = partition(topic, 0);
        int leader = partition.leader();
        var members = List.of(isr).stream().map(id -> new IsrMember(id, epoch(id))).toList();
        return when(
                new AlterPartitions(
                        leader,
                        epoch(leader),
                        List.of(
                                new IsrProposal(
                                        image.topic(topic).id(),
                                        0,
                                        partition.leaderEpoch(),
                                        partition.partitionEpoch(),
                                        members))));
    }

    PartitionImage partition(String topic, int partition) {
        return image.partition(topic, partition);
    }

    long epoch(int nodeId) {
        return image.node(nodeId).epoch();
    }

    static RegisterNode registration(int id, long incarnation, @Nullable String rack) {
        return new RegisterNode(
                id,
                "",
                new UUID(100, incarnation),
                List.of(new Endpoint(Endpoint.KAFKA, "host-" + id, 9092)),
                rack,
                id >= 1_000 ? List.of() : List.of(new UUID(200, id)));
    }
}
