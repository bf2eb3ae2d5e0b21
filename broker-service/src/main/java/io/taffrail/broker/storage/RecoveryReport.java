package io.taffrail.broker.storage;

import java.nio.file.Path;

/**
 * What opening a log found, for the line that a start prints.
 *
 * @param bytesChecked log bytes whose checksums were verified
 * @param bytesCut bytes removed from the end because they were torn or never finished
 * @param cutAtOffset where the log ends because of that, or -1
 * @param indexesRebuilt index files that were missing or wrong
 * @param missingOffsets records that a checkpoint called durable and that are not there; anything
 *     but 0 means that the disk lost what it had promised to keep
 */
public record RecoveryReport(
        Path directory,
        boolean wasClean,
        long endOffset,
        long bytesChecked,
        long bytesCut,
        long cutAtOffset,
        int indexesRebuilt,
        long missingOffsets) {

    /** Whether there is nothing that anybody would want to read. */
    public boolean isUneventful() {
        return bytesCut == 0 && indexesRebuilt == 0 && missingOffsets == 0;
    }

    /** One sentence for people. */
    public String describe() {
        var text =
                new StringBuilder(directory.toString())
                        .append(": ends at offset ")
                        .append(endOffset)
                        .append(wasClean ? ", closed cleanly" : ", not closed cleanly, checked ");
        if (!wasClean) {
            text.append(bytesChecked).append(" bytes");
        }
        if (bytesCut > 0) {
            text.append(", cut ").append(bytesCut).append(" torn bytes at offset ");
            text.append(cutAtOffset);
        }
        if (indexesRebuilt > 0) {
            text.append(", rebuilt ").append(indexesRebuilt).append(" indexes");
        }
        if (missingOffsets > 0) {
            text.append(", MISSES ").append(missingOffsets);
            text.append(" offsets that were durable: the disk lost them");
        }
        return text.toString();
    }
}
