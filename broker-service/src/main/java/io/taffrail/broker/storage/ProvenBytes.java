package io.taffrail.broker.storage;

/**
 * Which bytes of a segment read as they were written. What this run of the broker has written does;
 * what it found on the disk is checked when somebody is about to be given it for the first time, so
 * that nothing that rotted while the broker was away is ever served.
 *
 * <p>Keeps one range, which grows with whoever reads on. A reader far from it has its bytes checked
 * again. Any thread.
 */
final class ProvenBytes {

    private record Range(long from, long to) {}

    private static final Range NOTHING = new Range(0, 0);

    private volatile long foundBytes;
    private volatile Range proven = NOTHING;

    /**
     * @param foundBytes the size of the segment when it was opened; what is behind is our own
     */
    ProvenBytes(long foundBytes) {
        this.foundBytes = foundBytes;
    }

    /** Where checking must begin for who wants the bytes up to the end; the end for nowhere. */
    long unprovenFrom(long from, long end) {
        long found = foundBytes;
        if (from >= found) {
            return end;
        }
        Range now = proven;
        boolean isWithin = now.from <= from && from < now.to;
        if (!isWithin) {
            return from;
        }
        return now.to >= Math.min(end, found) ? end : now.to;
    }

    /** These bytes, from the beginning of a batch to the end of one, were found good. */
    synchronized void add(long from, long upTo) {
        // Who read before a cut may say so after it, and a batch need not end there any more.
        long to = Math.min(upTo, foundBytes);
        if (from >= to) {
            return;
        }
        Range now = proven;
        if (now.to == now.from) {
            proven = new Range(from, to);
        } else if (from <= now.to && to >= now.from) {
            proven = new Range(Math.min(from, now.from), Math.max(to, now.to));
        }
    }

    /** The segment was cut back to the end of a batch: what comes behind that is our own. */
    synchronized void cut(long sizeBytes) {
        foundBytes = Math.min(foundBytes, sizeBytes);
        Range now = proven;
        proven = now.from >= sizeBytes ? NOTHING : new Range(now.from, Math.min(now.to, sizeBytes));
    }
}
