package io.taffrail.gateway.coordinator.group.consumer;

import io.taffrail.gateway.coordinator.Turn;
import io.taffrail.gateway.coordinator.group.GroupEntry;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerEntry.RegexResolved;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerEntry.RegexResolved.Resolution;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.TopicImage;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which topics the regular expressions of a shard's groups stand for. They are resolved when a
 * member brings one, and again, at the group's next heartbeat, when topics came or went.
 */
final class Regexes {

    // Rises when a topic comes or goes. Not in the log: after loading, all is looked at anew.
    private long topicSet;
    private boolean isAnyUsed;

    /** From now on it matters which topics there are. */
    void used() {
        isAnyUsed = true;
    }

    void onMetadata(MetadataImage before, MetadataImage now) {
        if (isAnyUsed && !haveSameNames(before, now)) {
            topicSet++;
        }
    }

    private static boolean haveSameNames(MetadataImage before, MetadataImage now) {
        if (before.topics().size() != now.topics().size()) {
            return false;
        }
        Iterator<TopicImage> others = now.topics().iterator();
        for (TopicImage topic : before.topics()) {
            TopicImage other = others.next();
            if (topic != other && !topic.name().equals(other.name())) {
                return false;
            }
        }
        return true;
    }

    static Resolution resolve(String regex, Turn<GroupEntry> turn) throws UnusableRegex {
        List<String> names = turn.image().topics().stream().map(TopicImage::name).toList();
        return new Resolution(
                TopicRegex.parse(regex).matching(names), turn.image().appliedIndex(), turn.nowMs());
    }

    /** Writes what has changed; tells whether anything has. */
    boolean refresh(ConsumerGroup group, Turn<GroupEntry> turn) {
        if (!group.resolvesAnew(topicSet)) {
            return false;
        }
        boolean hasChanged = false;
        for (String regex : new ArrayList<>(group.interests().regexes())) {
            Resolution now = refreshed(regex, turn);
            if (now != null && !now.topics().equals(group.interests().topicsOf(regex))) {
                turn.write(new RegexResolved(group.id(), regex, now));
                hasChanged = true;
            }
        }
        return hasChanged;
    }

    /** Null keeps what there is: the expression was good when its member brought it. */
    private static @Nullable Resolution refreshed(String regex, Turn<GroupEntry> turn) {
        try {
            return resolve(regex, turn);
        } catch (UnusableRegex e) {
            return null;
        }
    }

    /** Forgets the topics of an expression that no member has any more. */
    static void dropIfUnused(ConsumerGroup group, @Nullable String regex, Turn<GroupEntry> turn) {
        if (regex == null || group.interests().regexes().contains(regex)) {
            return;
        }
        if (group.interests().resolution(regex) != null) {
            turn.write(new RegexResolved(group.id(), regex, null));
        }
    }
}
