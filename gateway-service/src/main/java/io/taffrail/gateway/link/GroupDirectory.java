package io.taffrail.gateway.link;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Asks the coordinators about groups, and has them forget, as one who is in none. */
public interface GroupDirectory {

    /** All groups; refused when one of the coordinators does not say which it has. */
    CompletableFuture<Answer<List<Listed>>> list();

    /** One group; refused with GROUP_ID_NOT_FOUND when there is none of that name. */
    CompletableFuture<Answer<Description>> describe(String group);

    /** Everything that the group has committed. */
    CompletableFuture<Answer<Map<TopicPartition, Long>>> offsets(String group);

    /**
     * Many groups and what they have committed, over the wire with a few requests to each
     * coordinator; each refused as by {@link #describe}.
     */
    CompletableFuture<Map<String, Answer<Standing>>> standings(Collection<String> groups);

    /** A group, who is in it and what it has committed. */
    record Standing(Description description, Map<TopicPartition, Long> committed) {}

    /**
     * Forgets a group and all that it committed; refused with NON_EMPTY_GROUP while somebody is in
     * it.
     */
    CompletableFuture<Answer<Forgotten>> delete(String group);

    /**
     * Forgets what the group has committed in these partitions, all or as far as it came; refused
     * with GROUP_SUBSCRIBED_TO_TOPIC while a member reads one of their topics.
     */
    CompletableFuture<Answer<Forgotten>> forget(
            String group, Collection<TopicPartition> partitions);

    /** It is gone. */
    record Forgotten() {
        public static final Forgotten DONE = new Forgotten();
    }

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
     * @param epoch of a group of KIP-848; -1 for a classic one, whose generation nobody tells
     */
    record Description(
            String group,
            String state,
            String type,
            String protocolType,
            String assignor,
            int coordinator,
            int epoch,
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
     * @param clientHost the address that it was heard from
     */
    record Member(
            String id,
            @Nullable String instanceId,
            String clientId,
            String clientHost,
            Set<TopicPartition> assigned) {}
}
