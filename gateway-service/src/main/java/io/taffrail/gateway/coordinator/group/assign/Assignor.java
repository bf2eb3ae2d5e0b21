package io.taffrail.gateway.coordinator.group.assign;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A way to spread partitions over members (KIP-848). Pure: equal rosters give equal answers. */
public interface Assignor {

    /** All that there are; the first is the default, as in {@code group.consumer.assignors}. */
    List<Assignor> ALL = List.of(new UniformAssignor(), new RangeAssignor());

    /** As members choose it, in {@code group.remote.assignor}. */
    String name();

    /** Each member's partitions; every partition of a subscribed topic is given exactly once. */
    Map<String, PartitionSet> assign(Roster roster);

    /** The assignor of that name, or null. */
    static @Nullable Assignor named(String name) {
        return ALL.stream().filter(a -> a.name().equals(name)).findFirst().orElse(null);
    }
}
