package io.taffrail.bench.faults;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Topics that are made while something goes wrong: what was acknowledged must be there when the
 * cluster is whole again. Any thread.
 */
final class Promises {

    private final Topics topics;
    private final String prefix;

    /** How many partitions each topic is to have. */
    private final Map<String, Integer> acknowledged = new LinkedHashMap<>();

    private int asked;

    /**
     * @param prefix of the topics' names
     */
    Promises(Topics topics, String prefix) {
        this.topics = topics;
        this.prefix = prefix;
    }

    /** Asks for one more topic; an error is an answer as well. */
    synchronized void ask() throws InterruptedException {
        String name = prefix + "-" + ++asked;
        try {
            topics.create(name, 1);
            acknowledged.put(name, 1);
        } catch (IOException e) {
            System.err.println(name + " was not acknowledged: " + e.getCause());
        }
    }

    /** Asks for one more topic, and then for more partitions of it. */
    synchronized void askForMore(int partitions) throws IOException, InterruptedException {
        ask();
        String name = prefix + "-" + asked;
        if (acknowledged.containsKey(name)) {
            topics.grow(name, 1 + partitions);
            acknowledged.put(name, 1 + partitions);
        }
    }

    /** Asks for one topic after the other until the time is up, whatever is answered. */
    void askFor(int seconds) throws InterruptedException {
        long untilNs = System.nanoTime() + seconds * 1_000_000_000L;
        while (System.nanoTime() < untilNs) {
            ask();
        }
    }

    /**
     * @throws IllegalStateException when one of them is gone, or has too few partitions
     */
    synchronized void requireKept() throws IOException, InterruptedException {
        if (acknowledged.isEmpty()) {
            return;
        }
        Map<String, Integer> there = topics.sizes(acknowledged.keySet());
        Map<String, Integer> missing = new LinkedHashMap<>(acknowledged);
        missing.entrySet()
                .removeIf(each -> there.getOrDefault(each.getKey(), 0) >= each.getValue());
        if (!missing.isEmpty()) {
            throw new IllegalStateException(
                    "LOST: topics (partitions) that were acknowledged: " + missing);
        }
    }

    /** Takes the topics away, those as well whose fate nobody was told. */
    synchronized void tidy() throws IOException, InterruptedException {
        if (asked == 0) {
            return;
        }
        for (String each : topics.names()) {
            if (each.startsWith(prefix + "-")) {
                topics.delete(each);
            }
        }
    }
}
