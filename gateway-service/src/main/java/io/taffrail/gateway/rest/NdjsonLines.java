package io.taffrail.gateway.rest;

import io.taffrail.gateway.produce.NewRecord;
import io.taffrail.gateway.produce.RecordEnvelope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads records that stand one per line: the line is the value, or with {@code mode=record} an
 * envelope. Empty lines are passed over.
 */
final class NdjsonLines {

    private final boolean isEnvelope;

    private NdjsonLines(boolean isEnvelope) {
        this.isEnvelope = isEnvelope;
    }

    static NdjsonLines of(HttpCall call) {
        String mode = call.query("mode", "value");
        return switch (mode) {
            case "value" -> new NdjsonLines(false);
            case "record" -> new NdjsonLines(true);
            default ->
                    throw new ProblemException(
                            Problem.badRequest(
                                    "mode=" + mode + " is not known: use value or record"));
        };
    }

    List<NewRecord> parse(byte[] bytes, int from, int to, long nowMs) {
        List<NewRecord> records = new ArrayList<>();
        int line = 0;
        int start = from;
        while (start < to) {
            int end = start;
            while (end < to && bytes[end] != '\n') {
                end++;
            }
            line++;
            int textEnd = end > start && bytes[end - 1] == '\r' ? end - 1 : end;
            // A JSON text sequence (RFC 7464) puts a record separator before each text.
            int textStart = start < textEnd && bytes[start] == 0x1e ? start + 1 : start;
            if (textEnd > textStart) {
                records.add(record(bytes, textStart, textEnd, line, nowMs));
            }
            start = end + 1;
        }
        return records;
    }

    private NewRecord record(byte[] bytes, int from, int to, int line, long nowMs) {
        if (!isEnvelope) {
            byte[] value = Arrays.copyOfRange(bytes, from, to);
            return new NewRecord(null, value, List.of(), NewRecord.ANY_PARTITION, nowMs);
        }
        try {
            return RecordEnvelope.parse(bytes, from, to, nowMs);
        } catch (RecordEnvelope.Malformed e) {
            throw new ProblemException(Problem.badRequest("line " + line + ": " + e.getMessage()));
        }
    }
}
