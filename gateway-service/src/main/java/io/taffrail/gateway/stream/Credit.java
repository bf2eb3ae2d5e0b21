package io.taffrail.gateway.stream;

/**
 * How much a subscriber said that it can take, in records and in bytes. Credits add up; a kind that
 * was never given does not limit. Owned by the thread that runs the subscription.
 */
public final class Credit {

    /** No bound of this kind. */
    public static final long UNLIMITED = -1;

    private long records;
    private long bytes;

    public Credit(long records, long bytes) {
        this.records = records;
        this.bytes = bytes;
    }

    public static Credit unlimited() {
        return new Credit(UNLIMITED, UNLIMITED);
    }

    /** Adds to what is left; the first grant of a kind makes it a bound. */
    public void add(long moreRecords, long moreBytes) {
        records = sum(records, moreRecords);
        bytes = sum(bytes, moreBytes);
    }

    private static long sum(long left, long more) {
        if (more <= 0) {
            return left;
        }
        long before = Math.max(left, 0);
        return before > Long.MAX_VALUE - more ? Long.MAX_VALUE : before + more;
    }

    /** How many records may be sent; bytes left above zero allow one record, however large. */
    public boolean isExhausted() {
        return records == 0 || bytes == 0;
    }

    public int recordsAllowed(int wanted) {
        return records == UNLIMITED ? wanted : (int) Math.min(wanted, records);
    }

    public void spend(int sentRecords, long sentBytes) {
        if (records != UNLIMITED) {
            records = Math.max(0, records - sentRecords);
        }
        if (bytes != UNLIMITED) {
            bytes = Math.max(0, bytes - sentBytes);
        }
    }

    public long bytesLeft() {
        return bytes;
    }
}
