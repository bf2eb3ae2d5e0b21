package io.taffrail.bench.subscribers;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What came out of a trial.
 *
 * @param measures by name, in the order of the table
 * @param faults what must not be, each in a sentence; empty when all is well
 */
public record TrialResult(Map<String, String> measures, List<String> faults) {

    public TrialResult {
        faults = List.copyOf(faults);
    }

    /** As the rows of a table. */
    public String table() {
        var lines = new ArrayList<String>();
        measures.forEach((name, value) -> lines.add("| " + name + " | " + value + " |"));
        return String.join("\n", lines);
    }
}
