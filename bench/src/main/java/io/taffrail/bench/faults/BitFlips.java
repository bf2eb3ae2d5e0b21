package io.taffrail.bench.faults;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** One bit of one file of a broker turns over while the broker is down. */
final class BitFlips {

    /** Chooses a file of the first partition's, sorted by name. */
    private interface Choice {
        Path of(List<Path> files);
    }

    private BitFlips() {}

    static List<Fault> all() {
        return List.of(
                flip("flip-sealed", "leader, sealed segment", ".log", List::getFirst),
                flip("flip-active", "leader, active segment", ".log", List::getLast),
                flip("flip-index", "leader, offset index", ".index", List::getFirst),
                flip("flip-checkpoint", "leader, checkpoint", "checkpoint", List::getFirst));
    }

    private static Fault flip(String name, String on, String suffix, Choice choice) {
        return Fault.of(
                name,
                on,
                scene -> {
                    scene.kill(List.of(scene.leader()));
                    flip(choice.of(files(scene.leader(), suffix)));
                    scene.leader().start(Map.of());
                    scene.cluster().awaitWhole();
                    // Damage in a log that nobody reads shows nothing: it must lead again.
                    scene.cluster().electPreferred(scene.topic());
                });
    }

    /** Those of the topic's first partition; a checkpoint belongs to all of the disk. */
    private static List<Path> files(Node node, String suffix) throws IOException {
        try (Stream<Path> all = Files.walk(node.data())) {
            List<Path> found =
                    all.filter(Files::isRegularFile)
                            .filter(file -> file.toString().endsWith(suffix))
                            .filter(file ->
                                    suffix.equals("checkpoint")
                                            || file.toString().contains(FaultRunner.TOPIC)
                                                    && file.toString().contains("-0/"))
                            .filter(file -> file.toFile().length() > 0)
                            .sorted(Comparator.comparing(Path::toString))
                            .toList();
            if (found.isEmpty()) {
                throw new IOException("no file ends with " + suffix + " in " + node.data());
            }
            return found;
        }
    }

    /** In the middle of what was written; an index is filled with zeros behind that. */
    private static void flip(Path path) throws IOException {
        try (var file = new RandomAccessFile(path.toFile(), "rw")) {
            boolean isIndex = path.toString().endsWith("index");
            long at = isIndex ? Math.min(9, file.length() - 1) : file.length() / 2;
            file.seek(at);
            int value = file.read();
            file.seek(at);
            file.write(value ^ 1);
        }
        System.err.println("flipped a bit of " + path);
    }
}
