package io.taffrail.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/** One running node for all the tests of this process: starting it is most of what a test costs. */
public final class Node {

    private static Standalone shared;

    private Node() {}

    public static synchronized Standalone shared() {
        if (shared == null) {
            try {
                Path data = Files.createTempDirectory("taffrail-test");
                shared = Standalone.start(options(data));
                Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(data)));
            } catch (Exception e) {
                throw new IllegalStateException("the node for the tests did not start", e);
            }
        }
        return shared;
    }

    public static UpOptions options(Path data) {
        return new UpOptions(data, 0, 0, "127.0.0.1", Map.of());
    }

    private static void stop(Path data) {
        shared.close();
        deleteAll(data);
    }

    public static void deleteAll(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
