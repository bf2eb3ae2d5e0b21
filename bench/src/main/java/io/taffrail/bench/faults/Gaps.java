package io.taffrail.bench.faults;

import io.taffrail.bench.faults.Operation.Outcome;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;

/** The longest times that clients went without success. */
final class Gaps {

    private Gaps() {}

    /**
     * One client's longest gap.
     *
     * @param client its name, with the partition where it chooses one
     * @param afterMs when it began, from the beginning of the watch
     */
    record Gap(String client, long lengthMs, long afterMs) {
        @Override
        public String toString() {
            return "%s %d ms (after %d ms)".formatted(client, lengthMs, afterMs);
        }
    }

    /**
     * The longest time that each client had no record acknowledged in one partition; a client that
     * chooses no partition counts as a whole.
     *
     * @param fromNs where the watch begins and {@code toNs} where it ends; what is silent until the
     *     end is as long as until then
     */
    static List<Gap> ofWriters(List<Operation> operations, long fromNs, long toNs) {
        Map<String, LongStream.Builder> successes = new TreeMap<>();
        for (Operation each : operations) {
            String name = each.client();
            String key = name.equals(RestWriter.NAME) ? name : name + "/" + each.partition();
            LongStream.Builder times =
                    successes.computeIfAbsent(key, client -> LongStream.builder());
            if (each.outcome() == Outcome.OK) {
                times.add(each.endNs());
            }
        }
        return longest(successes, fromNs, toNs);
    }

    /** The longest time that each reader was shown nothing of a partition. */
    static List<Gap> ofReaders(Map<String, List<Sighting>> byReader, long fromNs, long toNs) {
        Map<String, LongStream.Builder> times = new TreeMap<>();
        byReader.forEach((reader, seen) -> {
            for (Sighting each : seen) {
                times.computeIfAbsent(reader + "/" + each.partition(), name -> LongStream.builder())
                        .add(each.atNs());
            }
        });
        return longest(times, fromNs, toNs);
    }

    private static List<Gap> longest(
            Map<String, LongStream.Builder> times, long fromNs, long toNs) {
        return times.entrySet().stream()
                .map(each -> longest(each.getKey(), each.getValue().build(), fromNs, toNs))
                .sorted(Comparator.comparingLong(Gap::lengthMs).reversed())
                .toList();
    }

    private static Gap longest(String client, LongStream timesNs, long fromNs, long toNs) {
        long[] sorted = timesNs.filter(each -> each > fromNs && each < toNs).toArray();
        Arrays.sort(sorted);
        long before = fromNs;
        long longest = 0;
        long begin = fromNs;
        for (int i = 0; i <= sorted.length; i++) {
            long next = i < sorted.length ? sorted[i] : toNs;
            if (next - before > longest) {
                longest = next - before;
                begin = before;
            }
            before = next;
        }
        return new Gap(client, longest / 1_000_000, (begin - fromNs) / 1_000_000);
    }
}
