package io.taffrail.gateway.stream;

/**
 * The records of one chunk in one encoding, as one array. Record i lies between {@code ends[i - 1]}
 * and {@code ends[i]}, so that any run of records is one range. Shared by all who send it.
 */
public record EncodedRecords(byte[] bytes, int[] ends, int count) {

    public int start(int record) {
        return record == 0 ? 0 : ends[record - 1];
    }

    /** The bytes of the records from {@code from} up to but without {@code to}. */
    public int length(int from, int to) {
        return start(to) - start(from);
    }
}
