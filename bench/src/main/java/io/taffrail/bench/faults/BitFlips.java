package io.taffrail.bench.faults;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** One bit of one file of a broker turns over while the broker is down. */
final class BitFlips {

    /** Chooses one of files that are sorted by name. */
    interface Choice {
        Path of(List<Path> files);
    }

    // These belong to all of the disk.
    private static final String CHECKPOINT = "checkpoint";
    private static final String JOURNAL = ".0";

    private BitFlips() {}

    static List<Fault> all() {
        List<Fault> all = new ArrayList<>();
        for (Role role : List.of(Role.LEADER, Role.FOLLOWER)) {
            // The same place in two replicas would be two disks that failed, so one a load.
            all.add(
                    flip("flip-sealed", role, "sealed segment", ".log", List::getFirst)
                            .onceInALoad());
            all.add(flip("flip-active", role, "active segment", ".log", List::getLast));
            all.add(flip("flip-index", role, "offset index", ".index", List::getFirst));
            all.add(flip("flip-checkpoint", role, "checkpoint", CHECKPOINT, List::getFirst));
            all.add(flip("flip-journal", role, "journal", JOURNAL, List::getFirst));
        }
        return all;
    }

    private static Fault flip(String name, Role role, String what, String suffix, Choice choice) {
        return Fault.of(
                        role == Role.LEADER ? name : name + "-" + role.word(),
                        role.word() + ", " + what,
                        scene -> {
                            Node node = role.in(scene);
                            // A broker with one replica has no journal until it is given another.
                            FaultCluster.await(
                                    "a %s in %s".formatted(what, node.data()),
                                    () -> has(node, file -> file.endsWith(suffix)));
                            scene.kill(List.of(node));
                            flip(choice.of(files(scene, node, suffix)), scene.chance());
                            node.start(Map.of());
                            scene.cluster().awaitWhole();
                            // Damage in a log that nobody reads shows nothing: it must lead.
                            scene.cluster()
                                    .topics()
                                    .giveLead(scene.topic(), scene.partition(), node);
                        })
                .withBallast();
    }

    /** Those of the partition, and of the whole disk. */
    private static List<Path> files(Scene scene, Node node, String suffix) throws IOException {
        String folder = "/" + scene.topic() + "-" + scene.partition() + "/";
        return files(
                node,
                file ->
                        file.endsWith(suffix)
                                && (suffix.equals(CHECKPOINT)
                                        || suffix.equals(JOURNAL)
                                        || file.contains(folder)));
    }

    /** Whether there is such a file with something in it; of a node that runs. */
    private static boolean has(Node node, Predicate<String> wanted) {
        try {
            return !files(node, wanted).isEmpty();
        } catch (IOException | UncheckedIOException e) {
            // None, or files came and went.
            return false;
        }
    }

    /** The node's files that have something in them, sorted by name. */
    static List<Path> files(Node node, Predicate<String> wanted) throws IOException {
        try (Stream<Path> all = Files.walk(node.data())) {
            List<Path> found =
                    all.filter(Files::isRegularFile)
                            .filter(file -> wanted.test(file.toString()))
                            .filter(file -> file.toFile().length() > 0)
                            .sorted(Comparator.comparing(Path::toString))
                            .toList();
            if (found.isEmpty()) {
                throw new IOException("there is no such file in " + node.data());
            }
            return found;
        }
    }

    /** Somewhere in what was written: an index and a Raft log are filled with zeros behind that. */
    static void flip(Path path, RandomGenerator chance) throws IOException {
        long at = chance.nextLong(writtenBytes(Files.readAllBytes(path)));
        int bit = chance.nextInt(8);
        try (var file = new RandomAccessFile(path.toFile(), "rw")) {
            file.seek(at);
            int value = file.read();
            file.seek(at);
            file.write(value ^ (1 << bit));
        }
        System.err.printf("flipped bit %d of byte %d of %s%n", bit, at, path);
    }

    /** How much of a file lies before the zeros at its end; at least 1. */
    static int writtenBytes(byte[] content) {
        int end = content.length;
        while (end > 1 && content[end - 1] == 0) {
            end--;
        }
        return end;
    }
}
