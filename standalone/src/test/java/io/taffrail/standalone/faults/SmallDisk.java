package io.taffrail.standalone.faults;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A real file system of 64 MB that a test can fill or break: ext4 in a file, mounted over a loop
 * device. Only root may mount, so elsewhere the tests that need one are skipped, and say so.
 */
final class SmallDisk implements AutoCloseable {

    private static final int SIZE_MB = 64;

    private final Path mountPoint;
    private final String device;

    private SmallDisk(Path mountPoint, String device) {
        this.mountPoint = mountPoint;
        this.device = device;
    }

    static SmallDisk mount(Path directory, String name) throws Exception {
        Path image = directory.resolve(name + ".img");
        Path mountPoint = Files.createDirectories(directory.resolve(name));
        try {
            run("truncate", "-s", SIZE_MB + "M", image.toString());
            run("mkfs.ext4", "-q", "-m", "0", image.toString());
            run("mount", "-o", "loop,errors=remount-ro", image.toString(), mountPoint.toString());
        } catch (IOException e) {
            assumeTrue(
                    false, "skipped: a file system can only be mounted by root: " + e.getMessage());
        }
        String source = run("findmnt", "-n", "-o", "SOURCE", mountPoint.toString()).strip();
        return new SmallDisk(mountPoint, Path.of(source).getFileName().toString());
    }

    Path path() {
        return mountPoint;
    }

    /** Takes space away until the filler is deleted. */
    Path fill(int megabytes) throws Exception {
        Path filler = mountPoint.resolve("filler");
        run("fallocate", "-l", megabytes + "M", filler.toString());
        return filler;
    }

    /** The file system finds itself damaged and takes no further write, as after a bad sector. */
    void breakDown() throws IOException {
        Files.writeString(Path.of("/sys/fs/ext4", device, "trigger_fs_error"), "1");
    }

    @Override
    public void close() throws Exception {
        run("umount", "--lazy", mountPoint.toString());
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new IOException(List.of(command) + ": " + output.strip());
        }
        return output;
    }
}
