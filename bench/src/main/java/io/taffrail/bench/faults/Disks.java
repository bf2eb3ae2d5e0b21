package io.taffrail.bench.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Gives nodes disks of their own, on which things can go wrong. Needs root. */
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

    /** The node starts again, with what it had, on a small disk in memory. */
    void moveToSmall(Node node) throws IOException, InterruptedException {
        Path before = setAside(node);
        Shell.run("mount", "-t", "tmpfs", "-o", SMALL, "tmpfs", node.data().toString());
        fillAndStart(node, before);
    }

    /**
     * The node starts again, with what it had, on an ext4 file system in a file, which the kernel
     * makes read-only when it meets an error.
     */
    void moveToLoop(Node node) throws IOException, InterruptedException {
        Path before = setAside(node);
        Files.deleteIfExists(image(node));
        Shell.run("truncate", "-s", LOOP_SIZE, image(node).toString());
        Shell.run("mkfs.ext4", "-q", "-F", image(node).toString());
        mount(node);
        Shell.run("rm", "-rf", node.data().resolve("lost+found").toString());
        fillAndStart(node, before);
    }

    private static Path image(Node node) {
        return node.data().resolveSibling("disk.img");
    }

    private static void mount(Node node) throws IOException, InterruptedException {
        Shell.run(
                "mount",
                "-o",
                "loop,errors=remount-ro",
                image(node).toString(),
                node.data().toString());
    }

    private Path setAside(Node node) throws IOException, InterruptedException {
        end(node);
        Path before = node.data().resolveSibling("data-before");
        Shell.run("rm", "-rf", before.toString());
        Files.move(node.data(), before);
        Files.createDirectories(node.data());
        moved.add(node);
        return before;
    }

    private void fillAndStart(Node node, Path before) throws IOException, InterruptedException {
        Shell.run("cp", "-a", before + "/.", node.data().toString());
        // To the node it is on disk already, and must not be lost with the power.
        Shell.run("sync", "-f", node.data().toString());
        Shell.run("rm", "-rf", before.toString());
        begin(node);
    }

    private static void end(Node node) throws IOException, InterruptedException {
        node.signal("KILL");
        FaultCluster.await(node.name() + " to go", () -> node.handle().isEmpty());
    }

    private void begin(Node node) throws IOException {
        node.start(Map.of());
        cluster.awaitWhole();
    }

    void fill(Node node) throws IOException, InterruptedException {
        requireMoved(node);
        Path ballast = node.data().resolve("ballast");
        Shell.run("bash", "-c", "cat /dev/zero > " + ballast + " 2>/dev/null || true");
    }

    void empty(Node node) throws IOException {
        Files.deleteIfExists(node.data().resolve("ballast"));
    }

    /**
     * What was not synced is gone. The processes are stopped before: a sync that runs while the
     * file system is shut down is told to have succeeded now and then, and has not.
     */
    void stopWriting(Node node) throws IOException, InterruptedException {
        requireMoved(node);
        node.signal("STOP");
        Shell.run("python3", "-c", SHUT_DOWN, node.data().toString());
    }

    /**
     * The kernel believes to have met an error in the node's file system, and stops writing to it.
     */
    void makeReadOnly(Node node) throws IOException, InterruptedException {
        requireMoved(node);
        String device = Shell.run("findmnt", "-n", "-o", "SOURCE", node.data().toString()).strip();
        Path trigger = Path.of("/sys/fs/ext4", device.replace("/dev/", ""), "trigger_fs_error");
        Files.writeString(trigger, "the matrix wants it");
    }

    private void requireMoved(Node node) {
        if (!moved.contains(node)) {
            throw new IllegalStateException(
                    node.name() + " has no disk of its own: the harm would be the machine's");
        }
    }

    /** For a node that has ended: its file system is checked, as at a boot, and mounted. */
    void mountAgain(Node node) throws IOException, InterruptedException {
        unmount(node);
        // 1 and 2 mean that errors were corrected.
        Shell.run("bash", "-c", "e2fsck -fy " + image(node) + " || [ $? -le 2 ]");
        mount(node);
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

    /** Takes the disks away again; the nodes start with what they had on them. */
    void moveBack() throws IOException, InterruptedException {
        for (Node each : List.copyOf(moved)) {
            takeAway(each);
            begin(each);
        }
    }

    private void takeAway(Node node) throws IOException, InterruptedException {
        end(node);
        Path back = node.data().resolveSibling("data-back");
        Shell.run("cp", "-a", node.data().toString(), back.toString());
        Files.deleteIfExists(back.resolve("ballast"));
        unmount(node);
        Files.deleteIfExists(image(node));
        Files.delete(node.data());
        Files.move(back, node.data());
        moved.remove(node);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        for (Node each : List.copyOf(moved)) {
            takeAway(each);
        }
    }
}
