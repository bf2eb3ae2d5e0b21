package io.taffrail.bench.faults;

import io.taffrail.bench.faults.Operation.Outcome;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.LongStream;

/** The longest times that clients went without success. */
final class Gaps {

    private Gaps() {}

    /**
     * The longest time in milliseconds that one client had no record acknowledged in one partition;
     * a client that chooses no partition counts as a whole.
     *
     * @param fromNs where the watch begins and {@code toNs} where it ends; what is silent until the
     *     end is as long as until then
     */
    static long longestMs(
            List<Operation> operations, Predicate<String> client, long fromNs, long toNs) {
        Map<String, LongStream.Builder> successes = new HashMap<>();
        for (Operation each : operations) {
            if (each.outcome() == Outcome.OK && client.test(each.client())) {
                String key =
                        each.client().equals(RestWriter.NAME)
                                ? each.client()
                                : each.client() + each.partition();
                successes.computeIfAbsent(key, name -> LongStream.builder()).add(each.endNs());
            }
        }
        return longest(successes, fromNs, toNs);
    }

    /** The longest time in milliseconds that a reader was shown nothing of a partition. */
    static long longestSilenceMs(List<Sighting> seen, long fromNs, long toNs) {
        Map<String, LongStream.Builder> times = new HashMap<>();
        for (Sighting each : seen) {
            times.computeIfAbsent("" + each.partition(), name -> LongStream.builder())
                    .add(each.atNs());
        }
        return longest(times, fromNs, toNs);
    }

    private static long longest(Map<String, LongStream.Builder> times, long fromNs, long toNs) {
        return times.values().stream()
                        .mapToLong(each -> longest(each.build().toArray(), fromNs, toNs))
                        .max()
                        .orElse(toNs - fromNs)
                / 1_000_000;
    }

    private static long longest(long[] timesNs, long fromNs, long toNs) {
        Arrays.sort(timesNs);
        long before = fromNs;
        long longest = 0;
        for (long each : timesNs) {
            if (each > fromNs && each < toNs) {
                longest = Math.max(longest, each - before);
                before = each;
            }
        }
        return Math.max(longest, toNs - before);
    }
}
