package io.taffrail.gateway.json;

import java.time.Instant;
import java.time.LocalDate;

/**
 * Times as ISO 8601 in UTC with milliseconds, written without an object per record: all records of
 * one day share the text of their date.
 */
public final class IsoTime {

    private static final long DAY_MS = 86_400_000L;

    /** Years 0000 to 9999, the only ones with a four-digit form. */
    private static final long MIN_MS = -62_167_219_200_000L;

    private static final long MAX_MS = 253_402_300_799_999L;

    private long day = Long.MIN_VALUE;
    private String date = "";

    /** Writes the quoted time, or null for a time that the format has no place for. */
    public void write(JsonBytes out, long timestampMs) {
        if (timestampMs < MIN_MS || timestampMs > MAX_MS) {
            out.ascii("null");
            return;
        }
        long ofDay = Math.floorDiv(timestampMs, DAY_MS);
        if (ofDay != day) {
            day = ofDay;
            date = LocalDate.ofEpochDay(ofDay).toString();
        }
        int ms = (int) Math.floorMod(timestampMs, DAY_MS);
        int at = out.ascii("\"").ascii(date).reserve(15);
        out.put(at, 'T');
        twoDigits(out, at + 1, ms / 3_600_000);
        out.put(at + 3, ':');
        twoDigits(out, at + 4, ms / 60_000 % 60);
        out.put(at + 6, ':');
        twoDigits(out, at + 7, ms / 1000 % 60);
        out.put(at + 9, '.');
        out.put(at + 10, '0' + ms / 100 % 10);
        twoDigits(out, at + 11, ms % 100);
        out.put(at + 13, 'Z');
        out.put(at + 14, '"');
    }

    public static String format(long timestampMs) {
        return Instant.ofEpochMilli(timestampMs).toString();
    }

    private static void twoDigits(JsonBytes out, int at, int value) {
        out.put(at, '0' + value / 10);
        out.put(at + 1, '0' + value % 10);
    }
}
