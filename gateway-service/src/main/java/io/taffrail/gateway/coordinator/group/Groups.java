package io.taffrail.gateway.coordinator.group;

import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The groups of a shard, by name. */
public final class Groups {

    private final TreeMap<String, Group> groups = new TreeMap<>();

    public @Nullable Group find(String groupId) {
        return groups.get(groupId);
    }

    public Group getOrCreate(String groupId) {
        return groups.computeIfAbsent(groupId, Group::new);
    }

    /** As they are now: who goes through them may write what makes or forgets some. */
    public List<Group> all() {
        return List.copyOf(groups.values());
    }

    /** Forgets the group if nothing is left of it. */
    public void dropIfNothing(String groupId) {
        Group group = groups.get(groupId);
        if (group != null && group.isNothing()) {
            groups.remove(groupId);
        }
    }
}
