package io.taffrail.bench.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Gives brokers disks of their own, on which things can go wrong. Needs root. */
final class Disks implements AutoCloseable {

    private static final String SMALL = "size=400m";
    private static final String LOOP_SIZE = "2G";

    /** EXT4_IOC_SHUTDOWN with NOLOGFLUSH: nothing is written from now on, as if power had gone. */
    private static final String SHUT_DOWN =
            "import fcntl,os,struct,sys;"
                    + "fcntl.ioctl(os.open(sys.argv[1],os.O_RDONLY),0x8004587d,struct.pack('I',2))";

    private final FaultCluster cluster;
    private final Set<Node> moved = new LinkedHashSet<>();

    Disks(FaultCluster cluster) {
        this.cluster = cluster;
    }

    /** The node loses what it had and starts on an empty, small disk in memory. */
    void moveToSmall(Node node) throws IOException, InterruptedException {
        end(node);
        replace(node);
        Shell.run("mount", "-t", "tmpfs", "-o", SMALL, "tmpfs", node.data().toString());
        begin(node);
    }

    /** The node loses what it had and starts on an empty ext4 file system. */
    void moveToLoop(Node node) throws IOException, InterruptedException {
        end(node);
        replace(node);
        Files.deleteIfExists(image(node));
        Shell.run("truncate", "-s", LOOP_SIZE, image(node).toString());
        Shell.run("mkfs.ext4", "-q", "-F", image(node).toString());
        Shell.run("mount", "-o", "loop", image(node).toString(), node.data().toString());
        Shell.run("rm", "-rf", node.data().resolve("lost+found").toString());
        begin(node);
    }

    private static Path image(Node node) {
        return node.data().resolveSibling("disk.img");
    }

    private void end(Node node) throws IOException, InterruptedException {
        node.signal("KILL");
        FaultCluster.await(node.name() + " to go", () -> node.handle().isEmpty());
    }

    private void replace(Node node) throws IOException, InterruptedException {
        Shell.run("rm", "-rf", node.data().toString());
        Files.createDirectories(node.data());
        moved.add(node);
    }

    private void begin(Node node) throws IOException {
        node.start(Map.of());
        cluster.awaitWhole();
    }

    void fill(Node node) throws IOException, InterruptedException {
        if (!moved.contains(node)) {
            throw new IllegalStateException(
                    node.name() + " has no small disk: this would fill that of the machine");
        }
        Path ballast = node.data().resolve("ballast");
        Shell.run("bash", "-c", "cat /dev/zero > " + ballast + " 2>/dev/null || true");
    }

    void empty(Node node) throws IOException {
        Files.deleteIfExists(node.data().resolve("ballast"));
    }

    void stopWriting(Node node) throws IOException, InterruptedException {
        Shell.run("python3", "-c", SHUT_DOWN, node.data().toString());
    }

    void mountAgain(Node node) throws IOException, InterruptedException {
        unmount(node);
        Shell.run("mount", "-o", "loop", image(node).toString(), node.data().toString());
    }

    /** A process that was killed lets go of its files a moment after it has left the list. */
    private static void unmount(Node node) {
        FaultCluster.await(
                "nobody to use " + node.data(),
                () -> {
                    try {
                        Shell.run("umount", node.data().toString());
                        return true;
                    } catch (IOException | InterruptedException e) {
                        return false;
                    }
                });
    }

    /** Takes the disks away again; the nodes start with nothing and copy from the others. */
    void moveBack() throws IOException, InterruptedException {
        for (Node each : List.copyOf(moved)) {
            takeAway(each);
            begin(each);
        }
    }

    private void takeAway(Node node) throws IOException, InterruptedException {
        end(node);
        unmount(node);
        Files.deleteIfExists(image(node));
        moved.remove(node);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        for (Node each : List.copyOf(moved)) {
            takeAway(each);
        }
    }
}
