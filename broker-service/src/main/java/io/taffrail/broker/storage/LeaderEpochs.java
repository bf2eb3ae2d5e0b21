package io.taffrail.broker.storage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which leader epoch wrote from which offset on, so that a follower can find where its log parted
 * from the leader's (KIP-101, KIP-279). Immutable: readers get it with the view, the sync thread
 * writes it out while appends go on.
 *
 * <p>On disk, in {@code leader-epoch-checkpoint}: a checkpoint of lines {@code epoch startOffset}.
 * It is synced before the records of a new epoch count as durable; what comes after the recovery
 * point is read from the batches themselves.
 */
public final class LeaderEpochs {

    static final LeaderEpochs EMPTY = new LeaderEpochs(new int[0], new long[0]);

    private final int[] epochs;
    private final long[] startOffsets;

    private LeaderEpochs(int[] epochs, long[] startOffsets) {
        this.epochs = epochs;
        this.startOffsets = startOffsets;
    }

    /** An epoch and the first offset after it. */
    public record EpochEnd(int epoch, long endOffset) {}

    /** The newest epoch, or -1 when no record was written yet. */
    public int latest() {
        return epochs.length == 0 ? -1 : epochs[epochs.length - 1];
    }

    /** Where the oldest known epoch starts, or 0 when none is known. */
    long startOffset() {
        return startOffsets.length == 0 ? 0 : startOffsets[0];
    }

    /** Whether the epoch of every record between the offsets is known. */
    boolean covers(long fromOffset, long endOffset) {
        return fromOffset >= endOffset || epochs.length > 0 && startOffsets[0] <= fromOffset;
    }

    public int size() {
        return epochs.length;
    }

    /** The epoch that wrote the record at the offset, or -1 when that is not known. */
    public int epochOf(long offset) {
        for (int i = epochs.length - 1; i >= 0; i--) {
            if (startOffsets[i] <= offset) {
                return epochs[i];
            }
        }
        return -1;
    }

    /**
     * The largest epoch not above the one asked for, and where it ends. (-1, -1) when this log
     * knows no such epoch; for an epoch newer than all, (-1, -1) as well, since its end is not
     * known.
     *
     * @param logEndOffset where the newest epoch ends for now
     */
    public EpochEnd endOffsetFor(int epoch, long logEndOffset) {
        if (epoch == latest() && epoch >= 0) {
            return new EpochEnd(epoch, logEndOffset);
        }
        if (epochs.length == 0 || epoch < 0 || epoch > latest()) {
            return new EpochEnd(-1, -1);
        }
        if (epoch < epochs[0]) {
            // Older than all we know: the follower must cut back to where our log starts.
            return new EpochEnd(epoch, startOffsets[0]);
        }
        int slot = epochs.length - 1;
        while (epochs[slot] > epoch) {
            slot--;
        }
        return new EpochEnd(epochs[slot], startOffsets[slot + 1]);
    }

    /** With this epoch writing from this offset on. Entries that it contradicts are dropped. */
    LeaderEpochs with(int epoch, long startOffset) {
        if (epoch < 0 || epoch == latest()) {
            return this;
        }
        int kept = epochs.length;
        while (kept > 0 && (startOffsets[kept - 1] >= startOffset || epochs[kept - 1] >= epoch)) {
            kept--;
        }
        int[] newEpochs = Arrays.copyOf(epochs, kept + 1);
        long[] newOffsets = Arrays.copyOf(startOffsets, kept + 1);
        newEpochs[kept] = epoch;
        newOffsets[kept] = startOffset;
        return new LeaderEpochs(newEpochs, newOffsets);
    }

    /** Without the epochs that start at or after the offset. */
    LeaderEpochs truncatedTo(long endOffset) {
        int kept = epochs.length;
        while (kept > 0 && startOffsets[kept - 1] >= endOffset) {
            kept--;
        }
        return kept == epochs.length
                ? this
                : new LeaderEpochs(Arrays.copyOf(epochs, kept), Arrays.copyOf(startOffsets, kept));
    }

    boolean isSameAs(LeaderEpochs other) {
        return Arrays.equals(epochs, other.epochs)
                && Arrays.equals(startOffsets, other.startOffsets);
    }

    /** Without the epochs that end at or before the offset; the one that holds it starts there. */
    LeaderEpochs startingAt(long startOffset) {
        int first = 0;
        while (first + 1 < epochs.length && startOffsets[first + 1] <= startOffset) {
            first++;
        }
        if (epochs.length == 0 || startOffsets[first] >= startOffset && first == 0) {
            return this;
        }
        int[] newEpochs = Arrays.copyOfRange(epochs, first, epochs.length);
        long[] newOffsets = Arrays.copyOfRange(startOffsets, first, epochs.length);
        newOffsets[0] = Math.max(newOffsets[0], startOffset);
        return new LeaderEpochs(newEpochs, newOffsets);
    }

    List<String> toLines() {
        var lines = new ArrayList<String>(epochs.length);
        for (int i = 0; i < epochs.length; i++) {
            lines.add(epochs[i] + " " + startOffsets[i]);
        }
        return lines;
    }

    static LeaderEpochs fromLines(List<String> lines) throws IOException {
        LeaderEpochs read = EMPTY;
        for (String line : lines) {
            String[] fields = line.split(" ", -1);
            try {
                read = read.with(Integer.parseInt(fields[0]), Long.parseLong(fields[1]));
            } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
                throw new IOException("line '" + line + "' is not 'epoch startOffset'", e);
            }
        }
        return read;
    }

    @Override
    public String toString() {
        return toLines().toString();
    }
}
