package io.taffrail.controller.quorum;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The file {@code joining}, which stands beside a log that is not whole yet. A controller that
 * finds it at its start throws that log away and joins again: what it has of it may end anywhere,
 * and whoever votes by such a log can undo what was acknowledged.
 *
 * <p>Its content is one word: {@code member} when this controller had its place before and may take
 * it again by itself, {@code guest} when somebody has to give it one. The file is synced before the
 * first byte of the log and goes after the last one that was missing.
 */
final class JoinMarker {

    private static final String MEMBER = "member";
    private static final String GUEST = "guest";

    /** Where a damaged log is kept for whoever wants to look at it; Ratis ignores it. */
    static final String DAMAGED = "damaged";

    private final Path directory;
    private final Path file;

    JoinMarker(Path directory) {
        this.directory = directory;
        this.file = directory.resolve("joining");
    }

    boolean isThere() {
        return Files.exists(file);
    }

    boolean isOfMember() throws IOException {
        return isThere() && Files.readString(file).strip().equals(MEMBER);
    }

    void write(boolean isMember) throws IOException {
        try (var channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING)) {
            channel.write(
                    ByteBuffer.wrap((isMember ? MEMBER : GUEST).getBytes(StandardCharsets.UTF_8)));
            channel.force(true);
        }
        syncDirectory();
    }

    void delete() throws IOException {
        Files.deleteIfExists(file);
        syncDirectory();
    }

    /** Whether there is a log, whole or not: Ratis keeps each in a directory of its own. */
    boolean hasLog() throws IOException {
        return !logs().isEmpty();
    }

    private List<Path> logs() throws IOException {
        try (Stream<Path> children = Files.list(directory)) {
            return children.filter(Files::isDirectory)
                    .filter(child -> !child.endsWith(DAMAGED))
                    .toList();
        }
    }

    /** Throws away the log that the marker stands beside; the marker stays. */
    void deleteLog() throws IOException {
        for (Path log : logs()) {
            deleteAll(log);
        }
        syncDirectory();
    }

    /** Keeps the log where nobody opens it, instead of the one that was put there before. */
    Path putLogAside() throws IOException {
        Path aside = directory.resolve(DAMAGED);
        if (Files.exists(aside)) {
            deleteAll(aside);
        }
        for (Path log : logs()) {
            Files.move(log, aside);
        }
        syncDirectory();
        return aside;
    }

    private static void deleteAll(Path top) throws IOException {
        try (Stream<Path> files = Files.walk(top)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(path -> {
                        try {
                            Files.delete(path);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void syncDirectory() throws IOException {
        try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
