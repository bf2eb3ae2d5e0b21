package io.taffrail.simulation.group;

import io.taffrail.gateway.coordinator.group.GroupEntry;
import io.taffrail.gateway.coordinator.group.classic.ClassicGroupWritten;
import io.taffrail.gateway.coordinator.group.classic.ClassicGroupWritten.Snapshot;
import io.taffrail.gateway.coordinator.group.classic.ClassicGroupWritten.WrittenMember;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerEntry.GroupEpoch;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerEntry.MemberSubscribed;
import io.taffrail.gateway.link.TopicPartition;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Watches the number that a group's commits are fenced by, which is a generation in one protocol
 * and an epoch in the other: it never goes back while the group has members, whichever protocol
 * they change to, and one generation has one assignment, in which nobody shares a partition.
 */
final class GenerationTruth {

    private final Consumer<GroupMark> marks;
    private int number;
    private @Nullable Snapshot classic;
    // Members that go by an ordinary departure are followed by another epoch.
    private boolean hasLostMembers;

    GenerationTruth(Consumer<GroupMark> marks) {
        this.marks = marks;
    }

    void onAppended(GroupEntry entry) {
        switch (entry) {
            case ClassicGroupWritten written -> onClassic(written.value());
            case GroupEpoch epoch -> onEpoch(epoch.value());
            case MemberSubscribed member -> hasLostMembers |= member.subscription() == null;
            default -> {}
        }
    }

    private void onClassic(@Nullable Snapshot now) {
        Snapshot before = classic;
        classic = now;
        boolean hadMembers = before != null && !before.members().isEmpty();
        if (now == null) {
            if (hadMembers) {
                marks.accept(GroupMark.UPGRADED);
            } else {
                number = 0;
            }
            return;
        }
        if (before == null && number > 0) {
            marks.accept(GroupMark.DOWNGRADED);
        }
        rise(now.generation());
        Map<String, Set<TopicPartition>> assigned = assigned(now);
        Map<TopicPartition, String> readers = new HashMap<>();
        assigned.forEach((memberId, partitions) ->
                partitions.forEach(partition -> {
                    String other = readers.put(partition, memberId);
                    if (other != null) {
                        throw new GroupViolation(
                                "generation %d gives %s to %s and %s",
                                now.generation(), partition, other, memberId);
                    }
                }));
        boolean isSame = before != null && before.generation() == now.generation();
        if (before != null && isSame && !assigned.equals(assigned(before))) {
            throw new GroupViolation(
                    "generation %d had %s and has %s",
                    now.generation(), assigned(before), assigned);
        }
    }

    private static Map<String, Set<TopicPartition>> assigned(Snapshot group) {
        Map<String, Set<TopicPartition>> assigned = new HashMap<>();
        for (WrittenMember member : group.members()) {
            assigned.put(member.memberId(), SimAssignor.read(member.assignment()));
        }
        return assigned;
    }

    private void onEpoch(GroupEpoch.@Nullable Value now) {
        if (now != null) {
            rise(now.epoch());
        } else if (!hasLostMembers) {
            number = 0;
        }
        hasLostMembers = false;
    }

    private void rise(int to) {
        if (to < number) {
            throw new GroupViolation("the group goes from %d back to %d", number, to);
        }
        number = to;
    }
}
