package io.taffrail.gateway.stream;

/**
 * The records of one chunk in one encoding, as one array, in which record 0 starts at {@code begin}
 * and record i ends at {@code ends[i]}, so that any run of records is one range. Where records
 * cannot be cut out of a batch, the whole batch belongs to its last record and the others have no
 * bytes. Shared by all who send it.
 */
public record EncodedRecords(byte[] bytes, int begin, int[] ends, int count) {

    public int start(int record) {
        return record == 0 ? begin : ends[record - 1];
    }

    /** The bytes of the records from {@code from} up to but without {@code to}. */
    public int length(int from, int to) {
        return start(to) - start(from);
    }

    /**
     * Where a run that begins at {@code from} can end: the last such place up to {@code to}, or the
     * first one behind it, so that even a batch above all bounds is sent.
     */
    public int wholeUpTo(int from, int to) {
        int end = to;
        while (end > from && length(end - 1, end) == 0) {
            end--;
        }
        if (end > from) {
            return end;
        }
        end = to;
        while (end < count && length(from, end) == 0) {
            end++;
        }
        return end;
    }
}
