package io.taffrail.gateway.produce;

/**
 * The hash by which Kafka's Java client spreads keys, so that a key lands in the same partition
 * whichever way it came. MurmurHash2 by Austin Appleby, 32 bits, with Kafka's seed.
 */
public final class Murmur2 {

    private static final int SEED = 0x9747b28c;
    private static final int MULTIPLIER = 0x5bd1e995;
    private static final int SHIFT = 24;

    private Murmur2() {}

    /** The partition of that key among {@code partitionCount}. */
    public static int partition(byte[] key, int partitionCount) {
        return (hash(key) & 0x7fffffff) % partitionCount;
    }

    /** Of 32 bits; a key's partition comes from the lower 31. */
    public static int hash(byte[] data) {
        int length = data.length;
        int h = SEED ^ length;
        int wholeWords = length / 4;
        for (int i = 0; i < wholeWords; i++) {
            int at = i * 4;
            int k =
                    (data[at] & 0xff)
                            | (data[at + 1] & 0xff) << 8
                            | (data[at + 2] & 0xff) << 16
                            | (data[at + 3] & 0xff) << 24;
            k *= MULTIPLIER;
            k ^= k >>> SHIFT;
            k *= MULTIPLIER;
            h = h * MULTIPLIER ^ k;
        }
        int tail = wholeWords * 4;
        int left = length - tail;
        if (left >= 3) {
            h ^= (data[tail + 2] & 0xff) << 16;
        }
        if (left >= 2) {
            h ^= (data[tail + 1] & 0xff) << 8;
        }
        if (left >= 1) {
            h ^= data[tail] & 0xff;
            h *= MULTIPLIER;
        }
        h ^= h >>> 13;
        h *= MULTIPLIER;
        return h ^ h >>> 15;
    }
}
