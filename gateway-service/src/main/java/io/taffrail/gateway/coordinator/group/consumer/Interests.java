package io.taffrail.gateway.coordinator.group.consumer;

import io.taffrail.gateway.coordinator.group.consumer.ConsumerEntry.RegexResolved.Resolution;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the members of a group want, all together: names, regular expressions and votes are counted
 * as members come and go, so that no heartbeat has to ask all of them.
 */
final class Interests {

    private final TreeMap<String, Integer> names = new TreeMap<>();
    private final TreeMap<String, Integer> regexes = new TreeMap<>();
    private final Map<String, Integer> votes = new HashMap<>();
    private final Map<String, Resolution> resolutions = new HashMap<>();

    void add(MemberSubscription subscription) {
        count(subscription, 1);
    }

    void remove(MemberSubscription subscription) {
        count(subscription, -1);
    }

    private void count(MemberSubscription subscription, int by) {
        for (String name : subscription.topicNames()) {
            names.merge(name, by, Interests::sum);
        }
        String regex = subscription.regex();
        if (regex != null) {
            regexes.merge(regex, by, Interests::sum);
        }
        String assignor = subscription.assignor();
        if (assignor != null) {
            votes.merge(assignor, by, Interests::sum);
        }
    }

    private static @Nullable Integer sum(Integer before, Integer by) {
        int sum = before + by;
        return sum == 0 ? null : sum;
    }

    void resolve(String regex, @Nullable Resolution resolution) {
        if (resolution == null) {
            resolutions.remove(regex);
        } else {
            resolutions.put(regex, resolution);
        }
    }

    @Nullable Resolution resolution(String regex) {
        return resolutions.get(regex);
    }

    /** The regular expressions that members have now. */
    Set<String> regexes() {
        return Collections.unmodifiableSet(regexes.keySet());
    }

    /** Those that the log has topics for, also when no member has them any more. */
    List<String> resolvedRegexes() {
        return resolutions.keySet().stream().sorted().toList();
    }

    int votesFor(String assignor) {
        return votes.getOrDefault(assignor, 0);
    }

    /** The names of all topics that somebody wants, whether they exist or not. */
    Set<String> topics() {
        Set<String> topics = new TreeSet<>(names.keySet());
        for (String regex : regexes.keySet()) {
            topics.addAll(topicsOf(regex));
        }
        return topics;
    }

    List<String> topicsOf(String regex) {
        Resolution resolution = resolutions.get(regex);
        return resolution == null ? List.of() : resolution.topics();
    }

    boolean includes(String topic) {
        return names.containsKey(topic)
                || regexes.keySet().stream().anyMatch(regex -> topicsOf(regex).contains(topic));
    }
}
