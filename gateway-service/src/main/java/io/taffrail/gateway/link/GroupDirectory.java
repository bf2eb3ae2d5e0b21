package io.taffrail.gateway.link;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Asks the coordinators about groups, as one who is in none. */
public interface GroupDirectory {

    /** All groups; refused when one of the coordinators does not say which it has. */
    CompletableFuture<Answer<List<Listed>>> list();

    /** One group; refused with GROUP_ID_NOT_FOUND when there is none of that name. */
    CompletableFuture<Answer<Description>> describe(String group);

    /** Everything that the group has committed. */
    CompletableFuture<Answer<Map<TopicPartition, Long>>> offsets(String group);

    /**
     * A group in a list.
     *
     * @param state in Kafka's words, such as {@code Stable}
     * @param type in Kafka's words: classic, consumer or share
     * @param protocolType {@code consumer}, or empty for one that only commits offsets
     */
    record Listed(String group, String state, String type, String protocolType) {}

    /**
     * A group and who is in it.
     *
     * @param assignor the rule by which partitions are shared out; empty while there is none
     * @param coordinator the node that answered, or -1
     */
    record Description(
            String group,
            String state,
            String type,
            String protocolType,
            String assignor,
            int coordinator,
            List<Member> members) {

        /** The member that reads the partition, or null. */
        public @Nullable Member owner(TopicPartition partition) {
            return members.stream()
                    .filter(member -> member.assigned().contains(partition))
                    .findFirst()
                    .orElse(null);
        }
    }

    /**
     * A member.
     *
     * @param instanceId its static id (KIP-345), or null
     */
    record Member(
            String id,
            @Nullable String instanceId,
            String clientId,
            Set<TopicPartition> assigned) {}
}
