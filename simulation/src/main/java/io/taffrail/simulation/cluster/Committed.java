package io.taffrail.simulation.cluster;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * What of one partition any reader may have seen: once at an offset, a record is there for ever.
 * Grows by what leaders show, and holds all that comes later against it.
 */
final class Committed {

    private final int partition;
    private long[] values = new long[64];
    private int[] epochs = new int[64];
    private int size;
    private final Map<Integer, Integer> lastNumbers = new HashMap<>();
    private final Map<Integer, Integer> leaders = new HashMap<>();
    private final Map<Integer, Long> shownInEpoch = new HashMap<>();

    Committed(int partition) {
        this.partition = partition;
    }

    /** The offset after the last record that was shown. */
    int size() {
        return size;
    }

    long value(long offset) {
        return values[(int) offset];
    }

    /** A leader shows one more record than anybody has before. */
    void add(long value, int epoch) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
            epochs = Arrays.copyOf(epochs, size * 2);
        }
        values[size] = value;
        epochs[size] = epoch;
        size++;
        int producer = Values.producer(value);
        int before = lastNumbers.getOrDefault(producer, -1);
        int number = Values.number(value);
        boolean isNext = Values.isIdempotent(value) ? number == before + 1 : number > before;
        if (!isNext) {
            throw new Violation(
                    "partition %d shows record %d of producer %d at offset %d, after its record %d",
                    partition, number, producer, size - 1, before);
        }
        lastNumbers.put(producer, number);
    }

    /** Some log has that record at that offset, which was shown before. */
    void compare(int broker, long offset, long value, int epoch) {
        int at = (int) offset;
        if (values[at] != value || epochs[at] != epoch) {
            throw new Violation(
                    "partition %d at offset %d has %s of epoch %d on broker %d, and was shown with %s of epoch %d",
                    partition,
                    offset,
                    Values.describe(value),
                    epoch,
                    broker,
                    Values.describe(values[at]),
                    epochs[at]);
        }
    }

    /** A broker leads in that epoch, and shows that much. */
    void led(int broker, int epoch, long highWatermark, boolean isSettled) {
        Integer known = leaders.putIfAbsent(epoch, broker);
        if (known != null && known != broker) {
            throw new Violation(
                    "brokers %d and %d both lead partition %d in epoch %d",
                    known, broker, partition, epoch);
        }
        shownInEpoch.merge(epoch, highWatermark, Math::max);
        if (isSettled) {
            shownInEpoch.forEach((other, shown) -> {
                if (other <= epoch && shown > highWatermark) {
                    throw new Violation(
                            "the high watermark of partition %d goes back from %d in epoch %d to %d in epoch %d",
                            partition, shown, other, highWatermark, epoch);
                }
            });
        }
    }
}
