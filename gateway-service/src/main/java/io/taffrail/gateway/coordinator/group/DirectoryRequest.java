package io.taffrail.gateway.coordinator.group;

import io.taffrail.gateway.link.OwnGroups.OwnGroup;
import java.util.List;

/** What can be asked of the groups as such, whatever their protocol. */
public sealed interface DirectoryRequest<R> extends GroupRequest<R> {

    /** All groups of a shard. */
    record ListGroups() implements DirectoryRequest<List<Listed>> {
        @Override
        public String groupId() {
            return "";
        }
    }

    /**
     * A group in a list.
     *
     * @param state in Kafka's words
     */
    record Listed(String groupId, String protocolType, String state, GroupType type) {}

    /** All groups of a shard, and where they stand. */
    record SurveyGroups() implements DirectoryRequest<List<OwnGroup>> {
        @Override
        public String groupId() {
            return "";
        }
    }

    /** Forgets a group without members, and all that it committed. */
    record DeleteGroup(String groupId) implements DirectoryRequest<Deleted> {}

    /** It is gone. */
    record Deleted(String groupId) {}
}
