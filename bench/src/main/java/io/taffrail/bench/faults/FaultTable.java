package io.taffrail.bench.faults;

import io.taffrail.bench.faults.Gaps.Gap;
import io.taffrail.bench.faults.Operation.Outcome;
import io.taffrail.bench.faults.Verdict.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/** One row of Markdown for each fault, over all of its runs. */
final class FaultTable {

    private FaultTable() {}

    /** One run's outcome. */
    record Run(History history, Verdict verdict, List<Gap> writers, List<Gap> readers) {

        /** The longest gap in milliseconds of those clients; 0 where there are none. */
        private static long longestMs(List<Gap> gaps, Predicate<String> client) {
            return gaps.stream()
                    .filter(each -> client.test(each.client()))
                    .mapToLong(Gap::lengthMs)
                    .max()
                    .orElse(0);
        }

        long kafkaGapMs() {
            return longestMs(
                    writers,
                    client -> !client.equals(RestWriter.NAME) && !client.startsWith("ballast"));
        }

        long restGapMs() {
            return longestMs(writers, RestWriter.NAME::equals);
        }

        long readerGapMs() {
            return longestMs(readers, client -> true);
        }
    }

    static String head() {
        return """
        | fault | on | runs | operations | failed | lost | unseen | duplicated | reordered | inconsistent | back, skipped | gap, Kafka ms | gap, REST ms | gap, readers ms |
        |---|---|---|---|---|---|---|---|---|---|---|---|---|---|\
        """;
    }

    static String row(Fault fault, List<Run> runs) {
        return "| %s | %s | %d | %d | %d | %d | %d | %d | %d | %d | %d | %s | %s | %s |"
                .formatted(
                        fault.name(),
                        fault.on(),
                        runs.size(),
                        sum(runs, run -> run.history().operations().size()),
                        sum(runs, FaultTable::notOk),
                        sum(runs, run -> run.verdict().count(Violation.LOST)),
                        sum(runs, run -> run.verdict().count(Violation.UNSEEN)),
                        sum(runs, run -> run.verdict().count(Violation.DUPLICATED)),
                        sum(runs, run -> run.verdict().count(Violation.REORDERED)),
                        sum(
                                runs,
                                run ->
                                        run.verdict().count(Violation.INCONSISTENT)
                                                + run.verdict().count(Violation.INVENTED)),
                        sum(
                                runs,
                                run ->
                                        run.verdict().count(Violation.WENT_BACK)
                                                + run.verdict().count(Violation.SKIPPED)),
                        medianAndWorst(runs, Run::kafkaGapMs),
                        medianAndWorst(runs, Run::restGapMs),
                        medianAndWorst(runs, Run::readerGapMs));
    }

    private static long notOk(Run run) {
        return run.history().operations().stream()
                .filter(each -> each.outcome() != Outcome.OK)
                .count();
    }

    private static long sum(List<Run> runs, ToLongFunction<Run> count) {
        return runs.stream().mapToLong(count).sum();
    }

    private static String medianAndWorst(List<Run> runs, ToLongFunction<Run> gap) {
        List<Long> sorted = new ArrayList<>();
        runs.forEach(each -> sorted.add(gap.applyAsLong(each)));
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
