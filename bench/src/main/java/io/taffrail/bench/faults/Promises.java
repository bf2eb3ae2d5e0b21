package io.taffrail.bench.faults;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Topics that are made while controllers have to do without something: what was acknowledged must
 * be there when the cluster is whole again.
 */
final class Promises {

    private final Topics topics;
    private final String prefix;
    private final Set<String> acknowledged = new LinkedHashSet<>();
    private int asked;

    /**
     * @param prefix of the topics' names
     */
    Promises(Topics topics, String prefix) {
        this.topics = topics;
        this.prefix = prefix;
    }

    /** Asks for one more topic; an error is an answer as well. */
    void ask() throws InterruptedException {
        String name = prefix + "-" + ++asked;
        try {
            topics.create(name, 1);
            acknowledged.add(name);
        } catch (IOException e) {
            System.err.println(name + " was not acknowledged: " + e.getCause());
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
     * @throws IllegalStateException when one of them is gone
     */
    void requireKept() throws IOException, InterruptedException {
        if (acknowledged.isEmpty()) {
            return;
        }
        Set<String> missing = new LinkedHashSet<>(acknowledged);
        missing.removeAll(topics.names());
        if (!missing.isEmpty()) {
            throw new IllegalStateException("LOST: topics that were acknowledged: " + missing);
        }
    }

    /** Takes the topics away, those as well whose fate nobody was told. */
    void tidy() throws IOException, InterruptedException {
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
