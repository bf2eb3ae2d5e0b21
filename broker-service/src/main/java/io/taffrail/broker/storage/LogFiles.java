package io.taffrail.broker.storage;

import java.nio.file.Path;

/** The names of a partition directory's files: an offset in 20 digits, and what it is. */
final class LogFiles {

    static final String LOG = ".log";
    static final String OFFSET_INDEX = ".index";
    static final String TIME_INDEX = ".timeindex";
    static final String SNAPSHOT = ".snapshot";
    static final String DELETED = ".deleted";
    static final String TEMPORARY = ".tmp";
    static final String LEADER_EPOCHS = "leader-epoch-checkpoint";
    static final String PARTITION_METADATA = "partition.metadata";

    private static final int DIGITS = 20;

    private LogFiles() {}

    static Path path(Path directory, long offset, String suffix) {
        String digits = Long.toString(offset);
        return directory.resolve("0".repeat(DIGITS - digits.length()) + digits + suffix);
    }

    /** The offset in a name of that kind, or -1 when the name is something else. */
    static long offsetOf(String name, String suffix) {
        if (name.length() != DIGITS + suffix.length() || !name.endsWith(suffix)) {
            return -1;
        }
        try {
            return Long.parseUnsignedLong(name, 0, DIGITS, 10);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
