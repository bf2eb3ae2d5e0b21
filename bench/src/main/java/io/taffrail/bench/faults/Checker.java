package io.taffrail.bench.faults;

import io.taffrail.bench.faults.Operation.Outcome;
import io.taffrail.bench.faults.Verdict.Violation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Judges a history. It knows that the topic is neither compacted nor trimmed nor written to in
 * transactions, so that offsets have no gaps, and that the {@link History#FINAL} reader read every
 * partition from its beginning to its end after the cluster was whole again.
 */
final class Checker {

    private final History history;
    private final Verdict verdict = new Verdict();
    private final Map<String, List<Sighting>> byReader;
    private final Map<Place, String> values = new HashMap<>();
    private final Map<String, List<Place>> places = new HashMap<>();

    private record Place(int partition, long offset) {
        @Override
        public String toString() {
            return partition + "@" + offset;
        }
    }

    private Checker(History history) {
        this.history = history;
        this.byReader = history.byReader();
    }

    static Verdict judge(History history) {
        var checker = new Checker(history);
        checker.readTheLog();
        checker.checkReaders();
        checker.checkOperations();
        checker.checkOrder();
        return checker.verdict;
    }

    private void readTheLog() {
        for (Sighting each : byReader.getOrDefault(History.FINAL, List.of())) {
            var place = new Place(each.partition(), each.offset());
            values.put(place, each.value());
            places.computeIfAbsent(each.value(), value -> new ArrayList<>()).add(place);
            if (!history.wasSent(each.value())) {
                verdict.add(Violation.INVENTED, each.value() + " at " + place, each.atNs());
            }
        }
    }

    private void checkReaders() {
        byReader.forEach((reader, seen) -> {
            Map<Integer, Long> last = new HashMap<>();
            for (Sighting each : seen) {
                var place = new Place(each.partition(), each.offset());
                Long before = last.put(each.partition(), each.offset());
                long expected = before == null ? 0 : before + 1;
                if (each.offset() < expected) {
                    verdict.add(
                            Violation.WENT_BACK,
                            reader + " to " + place + " after " + before,
                            each.atNs());
                } else if (each.offset() > expected) {
                    verdict.add(
                            Violation.SKIPPED,
                            reader + " to " + place + " after " + before,
                            each.atNs());
                }
                requireSame(place, each.value(), reader + " saw", each.atNs());
            }
            if (!reader.equals(History.FINAL)) {
                checkUnseen(reader, seen);
            }
        });
    }

    private void checkUnseen(String reader, List<Sighting> seen) {
        Set<Place> shown = new HashSet<>();
        seen.forEach(each -> shown.add(new Place(each.partition(), each.offset())));
        for (Operation each : history.operations()) {
            Place place = acknowledged(each);
            if (each.outcome() == Outcome.OK
                    && places.containsKey(each.value())
                    && !shown.contains(place)) {
                verdict.add(
                        Violation.UNSEEN,
                        reader + " never saw " + each.value() + " at " + place,
                        each.endNs());
            }
        }
    }

    private void requireSame(Place place, String value, String who, long atNs) {
        String inLog = values.get(place);
        if (!value.equals(inLog)) {
            verdict.add(
                    Violation.INCONSISTENT,
                    "%s %s at %s, where the log has %s".formatted(who, value, place, inLog),
                    atNs);
        }
    }

    private void checkOperations() {
        for (Operation each : history.operations()) {
            List<Place> found = places.getOrDefault(each.value(), List.of());
            if (each.outcome() == Outcome.OK) {
                if (found.isEmpty()) {
                    verdict.add(Violation.LOST, each + " was acknowledged", each.endNs());
                } else {
                    requireSame(
                            acknowledged(each),
                            each.value(),
                            each.client() + " was told of",
                            each.endNs());
                }
            }
            if (found.size() > 1 && !each.mayRepeat()) {
                verdict.add(Violation.DUPLICATED, each.value() + " at " + found, each.endNs());
            }
        }
    }

    /** Each client sends its records in order, and the first place of each counts. */
    private void checkOrder() {
        Map<String, List<Operation>> byClient = new TreeMap<>();
        for (Operation each : history.operations()) {
            if (each.outcome() == Outcome.OK && places.containsKey(each.value())) {
                byClient.computeIfAbsent(
                                each.client() + "[" + each.partition() + "]",
                                client -> new ArrayList<>())
                        .add(each);
            }
        }
        byClient.forEach((client, all) -> {
            all.sort(Comparator.comparingLong(Operation::number));
            long before = -1;
            for (Operation each : all) {
                long offset = firstOffset(each);
                if (offset < before) {
                    verdict.add(
                            Violation.REORDERED,
                            "%s: %s at %d, behind %d".formatted(client, each, offset, before),
                            each.endNs());
                }
                before = Math.max(before, offset);
            }
        });
    }

    /**
     * Where a record is that was acknowledged: where its client was told, or the first place in the
     * log when it was told no more than that the record is there (DUPLICATE_SEQUENCE_NUMBER).
     */
    private Place acknowledged(Operation operation) {
        long offset = operation.offset() >= 0 ? operation.offset() : firstOffset(operation);
        return new Place(operation.partition(), offset);
    }

    private long firstOffset(Operation operation) {
        return places.getOrDefault(operation.value(), List.of()).stream()
                .filter(place -> place.partition() == operation.partition())
                .mapToLong(Place::offset)
                .min()
                .orElse(Long.MAX_VALUE);
    }
}
