package io.taffrail.controller.quorum;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.apache.ratis.io.CorruptedFileException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at a log's files before Ratis opens them. Ratis forgives an entry at the end of a log only
 * when the file ends with it; behind what a power loss leaves of one lie zeros, and it would give
 * the whole log up for damaged.
 */
final class LogCheck {

    private static final Logger LOG = LoggerFactory.getLogger(LogCheck.class);

    private final Path directory;

    /**
     * @param directory where Ratis has its logs, each in a directory of its own
     */
    LogCheck(Path directory) {
        this.directory = directory;
    }

    /**
     * Cuts off a write that nobody has acknowledged, as it was not synced when the power went.
     *
     * @throws CorruptedFileException that names the file and the place, when anything else is wrong
     */
    void mend() throws IOException {
        for (Path path : files()) {
            LogFile file = LogFile.of(Files.readAllBytes(path));
            if (file.isTorn() && isWrittenTo(path)) {
                cut(path, file.wholeBytes());
                LOG.warn(
                        "{} ended in a write that was not synced when this controller went: it was cut off at byte {}",
                        path,
                        file.wholeBytes());
            } else if (!file.isWhole()) {
                throw new CorruptedFileException(
                        path.toFile(),
                        "what begins at byte %d is no entry with its checksum"
                                .formatted(file.wholeBytes()));
            }
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.find(directory, 3, (path, _) -> isOfLog(path))) {
            return all.sorted().toList();
        }
    }

    private boolean isOfLog(Path path) {
        return requireNonNull(path.getParent()).endsWith("current")
                && path.getFileName().toString().startsWith("log_")
                && !directory.relativize(path).startsWith(JoinMarker.DAMAGED);
    }

    /** The others were synced when they were finished. */
    private static boolean isWrittenTo(Path path) {
        return path.getFileName().toString().startsWith("log_inprogress_");
    }

    private static void cut(Path path, int bytes) throws IOException {
        try (var channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            channel.truncate(bytes);
            channel.force(true);
        }
    }
}
