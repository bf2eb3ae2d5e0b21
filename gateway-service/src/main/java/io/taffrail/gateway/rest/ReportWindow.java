package io.taffrail.gateway.rest;

import io.taffrail.gateway.json.JsonBytes;
import io.taffrail.gateway.produce.Deliveries;
import io.taffrail.gateway.produce.NewRecord;
import io.taffrail.kernel.fault.Rejected;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Delivery reports between the producer, which learns outcomes in any order, and the response,
 * which tells them in the order of the lines. Bounded: as many records may be on their way as the
 * window has places. The lock guards all fields; the writing happens outside of it.
 */
public final class ReportWindow implements Deliveries {

    /** How many records may be under way; their places are numbered from 0. */
    public static final int PLACES = 4096;

    private static final int MASK = PLACES - 1;

    private final OutputStream out;
    private final ReportFormat format;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    private final boolean[] isTold = new boolean[PLACES];
    private final int[] partitions = new int[PLACES];
    private final long[] offsets = new long[PLACES];
    private final long[] timestampsMs = new long[PLACES];
    private final @Nullable Rejected[] refusals = new @Nullable Rejected[PLACES];
    private int nextExpected;
    private int nextReported;
    private boolean isEnded;
    private boolean isBroken;
    private @Nullable Problem lastProblem;
    private long okCount;
    private long failedCount;

    public ReportWindow(OutputStream out, ReportFormat format) {
        this.out = out;
        this.format = format;
    }

    /** Waits for a free place and tells how many of the wanted there are; 0 when it broke. */
    public int awaitRoom(int wanted) throws InterruptedException {
        lock.lock();
        try {
            while (nextExpected - nextReported == PLACES && !isBroken) {
                changed.await();
            }
            return isBroken ? 0 : Math.min(wanted, PLACES - (nextExpected - nextReported));
        } finally {
            lock.unlock();
        }
    }

    /**
     * @return the tag of the first of the records
     */
    public int expect(List<NewRecord> records) {
        lock.lock();
        try {
            int firstTag = nextExpected;
            for (NewRecord record : records) {
                int place = nextExpected++ & MASK;
                isTold[place] = false;
                refusals[place] = null;
                timestampsMs[place] = record.timestampMs();
                format.expected(place, record);
            }
            return firstTag;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void delivered(
            int firstTag, int count, int partition, long baseOffset, long logAppendTimeMs) {
        lock.lock();
        try {
            for (int i = 0; i < count; i++) {
                int place = (firstTag + i) & MASK;
                partitions[place] = partition;
                offsets[place] = baseOffset < 0 ? -1 : baseOffset + i;
                if (logAppendTimeMs >= 0) {
                    timestampsMs[place] = logAppendTimeMs;
                }
                isTold[place] = true;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void refused(int firstTag, int count, Rejected rejected) {
        lock.lock();
        try {
            for (int i = 0; i < count; i++) {
                refusals[(firstTag + i) & MASK] = rejected;
                isTold[(firstTag + i) & MASK] = true;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** No more records will be expected. */
    public void end() {
        lock.lock();
        try {
            isEnded = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The stream ends because of its sender; the problem is told after the reports. */
    public void endWith(Problem problem) {
        lock.lock();
        try {
            lastProblem = problem;
        } finally {
            lock.unlock();
        }
        end();
    }

    public boolean isBroken() {
        lock.lock();
        try {
            return isBroken;
        } finally {
            lock.unlock();
        }
    }

    /** Writes the reports, until the last one is out or the receiver is gone. */
    public void run() {
        var lines = new JsonBytes(8 * 1024);
        try {
            while (gather(lines)) {
                write(lines);
            }
            summarize(lines);
            write(lines);
        } catch (IOException e) {
            // The receiver has gone; what it sent is written all the same.
            breakOff();
        } catch (InterruptedException e) {
            breakOff();
            Thread.currentThread().interrupt();
        }
    }

    private void write(JsonBytes lines) throws IOException {
        out.write(lines.array(), 0, lines.size());
        out.flush();
        lines.clear();
    }

    /** Takes the reports that are due; false when all are out. */
    private boolean gather(JsonBytes lines) throws InterruptedException {
        lock.lock();
        try {
            while (!isTold[nextReported & MASK] || nextReported == nextExpected) {
                if (isEnded && nextReported == nextExpected) {
                    return false;
                }
                changed.await();
            }
            while (nextReported != nextExpected && isTold[nextReported & MASK]) {
                report(lines, nextReported & MASK);
                nextReported++;
            }
            changed.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void report(JsonBytes lines, int place) {
        Rejected refusal = refusals[place];
        if (refusal != null) {
            failedCount++;
            format.refused(lines, Problem.of(refusal));
        } else {
            okCount++;
            format.delivered(lines, place, partitions[place], offsets[place], timestampsMs[place]);
        }
    }

    private void summarize(JsonBytes lines) {
        lock.lock();
        try {
            format.ended(lines, okCount, failedCount, lastProblem);
        } finally {
            lock.unlock();
        }
    }

    private void breakOff() {
        lock.lock();
        try {
            isBroken = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
