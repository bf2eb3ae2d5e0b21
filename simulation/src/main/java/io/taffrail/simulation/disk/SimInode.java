package io.taffrail.simulation.disk;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The bytes of one file, twice: as the process sees them, and as they would be found after a power
 * loss. In between lie the changes since the last sync, of which a crash keeps what chance decides.
 */
final class SimInode {

    private static final int SECTOR_BYTES = 512;

    byte[] content = new byte[256];
    int size;
    boolean isMapped;
    long lastModifiedMs;

    private byte[] durable = new byte[0];
    private final List<Change> unsynced = new ArrayList<>();

    /** Bytes at a position, or a cut when the bytes are none and the position is the new size. */
    private record Change(int position, byte[] bytes, boolean isCut) {}

    void write(byte[] bytes, int count) {
        if (size + count > content.length) {
            content = Arrays.copyOf(content, Math.max(size + count, 2 * content.length));
        }
        System.arraycopy(bytes, 0, content, size, count);
        unsynced.add(new Change(size, Arrays.copyOf(bytes, count), false));
        size += count;
    }

    void overwrite(byte[] bytes, int position) {
        System.arraycopy(bytes, 0, content, position, bytes.length);
        unsynced.add(new Change(position, bytes, false));
    }

    void cut(int newSize) {
        if (newSize < size) {
            Arrays.fill(content, newSize, size, (byte) 0);
            size = newSize;
            unsynced.add(new Change(newSize, new byte[0], true));
        }
    }

    void sync() {
        durable = Arrays.copyOf(content, size);
        unsynced.clear();
    }

    /** What a failed sync does on Linux: the pages count as clean, and their bytes are lost. */
    void failSync() {
        unsynced.clear();
        unsynced.add(new Change(size, new byte[0], true));
    }

    void crash(RandomGenerator chance) {
        byte[] found = isMapped ? mixPages(chance) : replay(chance);
        content = Arrays.copyOf(found, Math.max(found.length, 256));
        size = found.length;
        durable = found;
        unsynced.clear();
        isMapped = false;
    }

    /** A prefix of the changes, the last of them torn, with sectors of it that were not reached. */
    private byte[] replay(RandomGenerator chance) {
        byte[] found = durable;
        int kept = chance.nextInt(unsynced.size() + 1);
        for (int i = 0; i < kept; i++) {
            Change change = unsynced.get(i);
            boolean isTorn = i == kept - 1 && chance.nextInt(2) == 0;
            found = isTorn ? torn(found, change, chance) : applied(found, change);
        }
        return found;
    }

    private static byte[] applied(byte[] before, Change change) {
        if (change.isCut) {
            return Arrays.copyOf(before, Math.min(before.length, change.position));
        }
        int end = change.position + change.bytes.length;
        byte[] after = Arrays.copyOf(before, Math.max(before.length, end));
        System.arraycopy(change.bytes, 0, after, change.position, change.bytes.length);
        return after;
    }

    private static byte[] torn(byte[] before, Change change, RandomGenerator chance) {
        if (change.isCut) {
            return before;
        }
        int count = chance.nextInt(change.bytes.length + 1);
        if (change.position < before.length) {
            byte[] mixed = before.clone();
            System.arraycopy(change.bytes, 0, mixed, change.position, count);
            return mixed;
        }
        byte[] after = applied(before, change);
        if (chance.nextInt(2) == 0) {
            // The file has grown already, and the bytes have not come.
            Arrays.fill(after, change.position + count, after.length, (byte) 0);
            return after;
        }
        after = Arrays.copyOf(after, change.position + count);
        for (int at = change.position; at < after.length; at += SECTOR_BYTES) {
            if (chance.nextInt(8) == 0) {
                Arrays.fill(after, at, Math.min(at + SECTOR_BYTES, after.length), (byte) 0);
            }
        }
        return after;
    }

    /** Stores through a mapping reach the disk page by page, in any order. */
    private byte[] mixPages(RandomGenerator chance) {
        int low = Math.min(durable.length, size);
        int foundSize = low + chance.nextInt(Math.max(durable.length, size) - low + 1);
        byte[] found = new byte[foundSize];
        for (int at = 0; at < foundSize; at += SECTOR_BYTES) {
            boolean isNew = chance.nextBoolean();
            byte[] from = isNew ? content : durable;
            int available = isNew ? size : durable.length;
            int end = Math.min(Math.min(at + SECTOR_BYTES, foundSize), available);
            if (end > at) {
                System.arraycopy(from, at, found, at, end - at);
            }
        }
        return found;
    }
}
