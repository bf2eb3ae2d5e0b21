package io.taffrail.controller.command;

import io.taffrail.controller.command.ControllerCommand.PartitionName;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.metadata.PartitionImage;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What deciding a command answered. */
public sealed interface CommandReply {

    /** Refused; nothing changed. */
    record Refused(Rejected rejected) implements CommandReply {
        public static Refused because(Rejection reason, String message, Object... values) {
            return new Refused(new Rejected(reason, message.formatted(values)));
        }
    }

    /** Done, and there is no more to say. */
    record Accepted() implements CommandReply {}

    record TopicMade(UUID topicId, int partitions, int replicationFactor) implements CommandReply {}

    /** The node is registered under that epoch. */
    record NodeAdmitted(long epoch) implements CommandReply {}

    /** One outcome for each proposal, in their order. */
    record IsrOutcomes(List<IsrOutcome> outcomes) implements CommandReply {
        public IsrOutcomes {
            outcomes = List.copyOf(outcomes);
        }
    }

    /** What became of each partition that was asked for. */
    record PartitionOutcomes(List<PartitionOutcome> outcomes) implements CommandReply {
        public PartitionOutcomes {
            outcomes = List.copyOf(outcomes);
        }
    }

    record ProducerIds(long first, int count) implements CommandReply {}

    /**
     * @param refused null when the proposal was taken
     * @param state the partition as it now is; null when there is none
     */
    record IsrOutcome(@Nullable Rejected refused, @Nullable PartitionImage state) {}

    /**
     * @param refused null when it was done
     */
    record PartitionOutcome(PartitionName partition, @Nullable Rejected refused) {}
}
