package io.taffrail.bench.faults;

import io.taffrail.bench.faults.Gaps.Gap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The longest gaps of one round; what is silent when it ends is as long as until then. */
record RoundGaps(List<Gap> writers, List<Gap> readers) {

    static RoundGaps of(History history, Round round) {
        Map<String, List<Sighting>> readers = history.byReader();
        readers.remove(History.FINAL);
        return new RoundGaps(
                Gaps.ofWriters(history.operations(), round.fromNs(), round.toNs()),
                Gaps.ofReaders(readers, round.fromNs(), round.toNs()));
    }

    /** The longest gap in milliseconds of those clients; 0 where there are none. */
    private static long longestMs(List<Gap> gaps, Predicate<String> client) {
        return gaps.stream()
                .filter(each -> client.test(each.client()))
                .mapToLong(Gap::lengthMs)
                .max()
                .orElse(0);
    }

    long kafkaMs() {
        return longestMs(
                writers,
                client -> !client.equals(RestWriter.NAME) && !client.startsWith("ballast"));
    }

    long restMs() {
        return longestMs(writers, RestWriter.NAME::equals);
    }

    long readerMs() {
        return longestMs(readers, client -> true);
    }

    @Override
    public String toString() {
        return "%s; %s".formatted(writers, readers);
    }
}
