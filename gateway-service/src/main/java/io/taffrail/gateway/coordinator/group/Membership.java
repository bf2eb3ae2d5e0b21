package io.taffrail.gateway.coordinator.group;

import io.taffrail.gateway.coordinator.Turn;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.metadata.MetadataImage;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The members of one group, under whichever protocol they keep together. */
public interface Membership {

    GroupType type();

    /** The state in Kafka's words: {@code Stable}, {@code Empty}, {@code Reconciling} … */
    String state();

    /** What the members do together: {@code consumer}, {@code connect}; may be empty. */
    String protocolType();

    int memberCount();

    default boolean hasMembers() {
        return memberCount() > 0;
    }

    /** How often the partitions were shared out anew, as far as the log knows. */
    long rebalances();

    /** What the members read now; empty where nobody can know. */
    Set<TopicPartition> assigned(MetadataImage image);

    /**
     * Since when it has had no members, as far as the log knows; the beginning of time when it does
     * not.
     */
    default long emptySinceMs() {
        return Long.MIN_VALUE / 2;
    }

    /**
     * Why a commit of offsets may not be taken, or null when it may.
     *
     * @param memberId empty for one who is no member, such as an admin tool
     * @param generation the generation or member epoch; negative for one who is no member
     */
    @Nullable Rejected judgeCommit(
            String memberId, @Nullable String instanceId, int generation, boolean isTransactional);

    /**
     * Whether a commit that {@link #judgeCommit} refused is good for this one partition all the
     * same: the member has held it since that epoch, so nobody else can have committed for it
     * (KIP-1251).
     */
    default boolean hasHeldSince(String memberId, int memberEpoch, UUID topicId, int partition) {
        return false;
    }

    /** As for a commit; {@code memberId} is null where the client did not say it. */
    @Nullable Rejected judgeFetch(@Nullable String memberId, int memberEpoch);

    /** A member has committed: for the classic protocol this is a sign of life. */
    void onCommit(String memberId, Turn<GroupEntry> turn);

    /** Whether a member reads that topic, so that its offsets must stay. */
    boolean isSubscribedTo(String topic);

    /** Removes what the log says of the members. Called only without members. */
    void erase(Turn<GroupEntry> turn);
}
