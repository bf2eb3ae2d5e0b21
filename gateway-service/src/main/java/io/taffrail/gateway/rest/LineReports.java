package io.taffrail.gateway.rest;

import io.taffrail.gateway.json.IsoTime;
import io.taffrail.gateway.json.JsonBytes;
import org.jspecify.annotations.Nullable;

/** The reports of an NDJSON stream: one line for each line, and one at the end for all. */
final class LineReports implements ReportFormat {

    private final IsoTime time = new IsoTime();

    @Override
    public void delivered(JsonBytes out, int place, int partition, long offset, long timestampMs) {
        out.raw((byte) '{');
        ProduceDoor.place(out, partition, offset, timestampMs, time);
        out.ascii("}\n");
    }

    @Override
    public void refused(JsonBytes out, Problem problem) {
        out.ascii("{\"error\":");
        problem.appendError(out);
        out.ascii("}\n");
    }

    @Override
    public void ended(JsonBytes out, long okCount, long failedCount, @Nullable Problem problem) {
        if (problem != null) {
            refused(out, problem);
        }
        out.ascii("{\"summary\":{\"ok\":").number(okCount);
        out.ascii(",\"failed\":").number(failedCount).ascii("}}\n");
    }
}
