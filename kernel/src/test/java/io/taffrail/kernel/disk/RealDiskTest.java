package io.taffrail.kernel.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RealDiskTest {

    @TempDir Path directory;
    private final Disk disk = Disk.real();

    @Test
    void buffersAreWrittenInOrderAtTheEndAndReadAnywhere() throws IOException {
        try (AppendFile file = disk.open(directory.resolve("a"))) {
            file.append(ByteBuffer.wrap(new byte[] {1, 2}));
            var buffers =
                    new ByteBuffer[] {
                        ByteBuffer.wrap(new byte[] {3}),
                        ByteBuffer.allocate(0),
                        ByteBuffer.allocateDirect(2).put((byte) 4).put((byte) 5).flip(),
                        ByteBuffer.wrap(new byte[] {99})
                    };
            file.append(buffers, 3);

            var read = ByteBuffer.allocate(10);
            assertThat(file.read(read, 1)).isEqualTo(4);
            assertThat(read.flip()).isEqualTo(ByteBuffer.wrap(new byte[] {2, 3, 4, 5}));
            assertThat(file.read(ByteBuffer.allocate(1), 5)).isZero();
            assertThat(buffers[3].remaining()).isEqualTo(1);
        }
    }

    @Test
    void appendsGoOnAtTheEndAfterATruncationAndAReopening() throws IOException {
        try (AppendFile file = disk.open(directory.resolve("a"))) {
            file.append(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}));
            file.truncate(2);
            file.append(ByteBuffer.wrap(new byte[] {5}));
            file.sync();
        }
        try (AppendFile file = disk.open(directory.resolve("a"))) {
            file.append(ByteBuffer.wrap(new byte[] {6}));
            var read = ByteBuffer.allocate(4);
            file.read(read, 0);
            assertThat(read.array()).containsExactly(1, 2, 5, 6);
        }
    }

    @Test
    void aMappingSharesTheBytesOfTheFile() throws IOException {
        try (AppendFile file = disk.open(directory.resolve("a"))) {
            file.append(ByteBuffer.allocate(8));
            file.map(8).set(ValueLayout.JAVA_BYTE, 3, (byte) 7);
            var read = ByteBuffer.allocate(8);
            file.read(read, 0);
            assertThat(read.get(3)).isEqualTo((byte) 7);
        }
    }

    @Test
    void aLockIsHeldOnceUntilItIsClosed() throws IOException {
        Path lockFile = directory.resolve(".lock");
        try (var held = disk.lock(lockFile)) {
            assertThat(held).isNotNull();
            assertThatThrownBy(() -> disk.lock(lockFile))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("held by another node");
        }
        try (var again = disk.lock(lockFile)) {
            assertThat(again).isNotNull();
        }
    }

    @Test
    void aRenameReplacesAndADeleteOfNothingIsNoError() throws IOException {
        disk.open(directory.resolve("a")).close();
        disk.open(directory.resolve("b")).close();
        disk.rename(directory.resolve("a"), directory.resolve("b"));
        disk.syncDirectory(directory);
        disk.delete(directory.resolve("a"));
        assertThat(disk.list(directory)).containsExactly("b");
    }

    @Test
    void aDiskThatHasNoRoomForAnotherDirectorySaysThatItIsFull() throws Exception {
        int inodes = 3;
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "nr_inodes=" + inodes, "small", directory) == 0,
                "skipped: a file system can only be mounted by root");
        try {
            for (int i = 1; i < inodes; i++) {
                disk.createDirectories(directory.resolve("fits-" + i));
            }
            assertThatThrownBy(() -> disk.createDirectories(directory.resolve("too-many")))
                    .isInstanceOf(DiskFullException.class)
                    .hasMessageContaining("no space left to write " + directory);
        } finally {
            run("umount", "--lazy", directory);
        }
    }

    private static int run(Object... command) throws IOException, InterruptedException {
        var words = Stream.of(command).map(Object::toString).toList();
        return new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
