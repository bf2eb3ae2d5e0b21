package io.taffrail.bench.faults;

import io.taffrail.bench.faults.Operation.Outcome;
import io.taffrail.bench.faults.Verdict.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** One row of Markdown for each fault, over all of its loads. */
final class FaultTable {

    private FaultTable() {}

    /**
     * One load's outcome.
     *
     * @param gaps one for each of its rounds
     */
    record Load(long operations, long notOk, Verdict verdict, List<RoundGaps> gaps) {

        static Load of(History history, Verdict verdict, List<Round> rounds) {
            List<Operation> operations = history.operations();
            return new Load(
                    operations.size(),
                    operations.stream().filter(each -> each.outcome() != Outcome.OK).count(),
                    verdict,
                    rounds.stream().map(each -> RoundGaps.of(history, each)).toList());
        }
    }

    static String head() {
        return """
        | fault | on | runs | operations | failed | lost | unseen | duplicated | reordered | inconsistent | back, skipped | gap, Kafka ms | gap, REST ms | gap, readers ms |
        |---|---|---|---|---|---|---|---|---|---|---|---|---|---|\
        """;
    }

    static String row(Fault fault, List<Load> loads) {
        List<RoundGaps> rounds = loads.stream().flatMap(each -> each.gaps().stream()).toList();
        return "| %s | %s | %d | %d | %d | %d | %d | %d | %d | %d | %d | %s | %s | %s |"
                .formatted(
                        fault.name(),
                        fault.on(),
                        rounds.size(),
                        sum(loads, Load::operations),
                        sum(loads, Load::notOk),
                        count(loads, Violation.LOST),
                        count(loads, Violation.UNSEEN),
                        count(loads, Violation.DUPLICATED),
                        count(loads, Violation.REORDERED),
                        count(loads, Violation.INCONSISTENT) + count(loads, Violation.INVENTED),
                        count(loads, Violation.WENT_BACK) + count(loads, Violation.SKIPPED),
                        medianAndWorst(rounds, RoundGaps::kafkaMs),
                        medianAndWorst(rounds, RoundGaps::restMs),
                        medianAndWorst(rounds, RoundGaps::readerMs));
    }

    private static long count(List<Load> loads, Violation violation) {
        return sum(loads, load -> load.verdict().count(violation));
    }

    private static long sum(List<Load> loads, ToLongFunction<Load> count) {
        return loads.stream().mapToLong(count).sum();
    }

    private static String medianAndWorst(List<RoundGaps> rounds, ToLongFunction<RoundGaps> gap) {
        List<Long> sorted = new ArrayList<>();
        rounds.forEach(each -> sorted.add(gap.applyAsLong(each)));
        sorted.sort(null);
        return sorted.isEmpty()
                ? "–"
                : String.format(
                        Locale.ROOT,
                        "%d, %d",
                        sorted.get((sorted.size() - 1) / 2),
                        sorted.getLast());
    }
}
