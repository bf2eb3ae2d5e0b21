package io.taffrail.broker.partition;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** What goes in and out of this broker, in all and by topic. Safe on any thread. */
public final class Traffic {

    private final TopicTraffic all = new TopicTraffic(null);
    private final Map<String, TopicTraffic> topics = new ConcurrentHashMap<>();

    /** The counters of a topic, which begin with the first that asks. */
    TopicTraffic of(String topic) {
        return topics.computeIfAbsent(topic, _ -> new TopicTraffic(all));
    }

    /** The sum, over topics that are gone as well. */
    public TopicTraffic all() {
        return all;
    }

    /** By the names of topics, as they are now. */
    public Map<String, TopicTraffic> topics() {
        return Map.copyOf(topics);
    }

    /** Forgets topics that are gone. */
    void keepOnly(Predicate<String> exists) {
        topics.keySet().removeIf(exists.negate());
    }
}
