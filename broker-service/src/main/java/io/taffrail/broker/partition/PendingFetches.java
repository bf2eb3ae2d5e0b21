package io.taffrail.broker.partition;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/**
 * Those who wait for a partition to grow. Any thread may add and remove; the partition's loop wakes
 * all of them at once, and who is not content adds itself again. Adding comes before the look at
 * the view that decides to wait, so no growth is missed.
 */
public final class PendingFetches {

    private final ConcurrentLinkedQueue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final LongAdder readBytes = new LongAdder();
    private volatile boolean haveReaders;

    /**
     * @param wake called on the partition's loop, so it must be quick
     */
    public void add(Runnable wake) {
        waiting.add(wake);
    }

    public void remove(Runnable wake) {
        waiting.remove(wake);
    }

    /** Consumers were sent to those who wait here. */
    public void haveReaders() {
        haveReaders = true;
    }

    /**
     * Whether those who wait here are read themselves, and so are to hear of the high watermark at
     * once. That costs a request more for each advance.
     */
    public boolean doHaveReaders() {
        return haveReaders;
    }

    /** Those who waited here, or did not have to, were sent so much. */
    public void onRead(int bytes) {
        readBytes.add(bytes);
    }

    /** Bytes of batches that were read since the start. */
    public long readBytes() {
        return readBytes.sum();
    }

    void wakeAll() {
        for (Runnable wake = waiting.poll(); wake != null; wake = waiting.poll()) {
            wake.run();
        }
    }
}
