package io.taffrail.bench.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What all clients of one run did and saw. Any thread may add; it is read when all have ended. */
final class History {

    /** The reader that reads everything once more when the cluster is whole again. */
    static final String FINAL = "final";

    private final Queue<Operation> operations = new ConcurrentLinkedQueue<>();
    private final Queue<Sighting> sightings = new ConcurrentLinkedQueue<>();
    private final Map<String, Long> sent = new ConcurrentHashMap<>();

    /** Says that the client begins with this number, before anything of it can be read. */
    void begin(String client, long number) {
        sent.merge(client, number + 1, Math::max);
    }

    void add(Operation operation) {
        operations.add(operation);
    }

    void add(Sighting sighting) {
        sightings.add(sighting);
    }

    List<Operation> operations() {
        return List.copyOf(operations);
    }

    /** Each reader's sightings in the order in which it saw them. */
    Map<String, List<Sighting>> byReader() {
        Map<String, List<Sighting>> all = new TreeMap<>();
        for (Sighting each : sightings) {
            all.computeIfAbsent(each.reader(), reader -> new ArrayList<>()).add(each);
        }
        return all;
    }

    /** Writes everything down, a line each, for whoever has to find out what went wrong. */
    void write(Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        operations.forEach(each -> lines.add(each.toString()));
        sightings.forEach(each -> lines.add(each.toString()));
        Files.write(file, lines);
    }

    boolean wasSent(String value) {
        int colon = value.lastIndexOf(':');
        if (colon < 0) {
            return false;
        }
        try {
            long number = Long.parseLong(value.substring(colon + 1));
            return number >= 0 && number < sent.getOrDefault(value.substring(0, colon), 0L);
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
