package io.taffrail.controller.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** What a file of the Raft log looks like after a power loss, and what only damage looks like. */
class LogFileTest {

    private static final int FILE_BYTES = 64 * 1024;
    private static final int SECTOR_BYTES = 512;

    private final SplittableRandom chance = new SplittableRandom(42);

    @Test
    void aFileOfEntriesAndZerosIsWhole() {
        assertThat(LogFile.of(file(entry(10), entry(3_000), entry(1)))).matches(LogFile::isWhole);
        assertThat(LogFile.of(file())).matches(LogFile::isWhole);
        assertThat(LogFile.of(new byte[0])).matches(LogFile::isWhole);
        assertThat(LogFile.of(new byte[FILE_BYTES])).matches(LogFile::isWhole);
    }

    @Test
    void whateverSectorsOfTheLastWriteAreMissingItIsTorn() {
        byte[] before = content(entry(700), entry(90));
        for (int bytes : new int[] {2, 100, 450, 600, 5_000}) {
            byte[] last = entry(bytes);
            byte[] whole = padded(concat(before, last));
            int end = before.length + last.length;
            int first = before.length / SECTOR_BYTES;
            int sectors = (end - 1) / SECTOR_BYTES - first + 1;
            for (int missing = 1; missing < 1 << Math.min(sectors, 11); missing++) {
                byte[] torn = whole.clone();
                for (int sector = 0; sector < sectors; sector++) {
                    if ((missing >> sector & 1) == 1) {
                        int from = (first + sector) * SECTOR_BYTES;
                        Arrays.fill(
                                torn,
                                Math.max(from, before.length),
                                Math.min(from + SECTOR_BYTES, end),
                                (byte) 0);
                    }
                }
                LogFile file = LogFile.of(torn);
                if (!file.isWhole()) {
                    assertThat(file.wholeBytes()).isEqualTo(before.length);
                    assertThat(file.isTorn())
                            .as("%d bytes, missing %s", bytes, Integer.toBinaryString(missing))
                            .isTrue();
                }
            }
        }
    }

    @Test
    void aFlippedBitIsDamageAlsoInTheLastEntry() {
        byte[] whole = file(entry(300), entry(2_000), entry(40));
        int end = content(entry(300), entry(2_000), entry(40)).length;
        for (int i = 0; i < 2_000; i++) {
            byte[] damaged = whole.clone();
            int at = chance.nextInt(end);
            damaged[at] ^= (byte) (1 << chance.nextInt(8));
            LogFile file = LogFile.of(damaged);
            assertThat(file.isWhole()).as("byte %d", at).isFalse();
            assertThat(file.isTorn()).as("byte %d", at).isFalse();
            assertThat(file.wholeBytes()).isLessThanOrEqualTo(at);
        }
    }

    @Test
    void aLostSectorBeforeAWholeEntryIsDamage() {
        byte[] first = content(entry(2_000));
        byte[] file = padded(concat(first, entry(10)));
        Arrays.fill(file, SECTOR_BYTES, 2 * SECTOR_BYTES, (byte) 0);

        assertThat(LogFile.of(file).isWhole()).isFalse();
        assertThat(LogFile.of(file).isTorn()).isFalse();
    }

    @Test
    void aLengthThatReachesBehindTheFileIsNoEntry() {
        byte[] file = file(entry(10));
        int end = content(entry(10)).length;
        Arrays.fill(file, end, end + 4, (byte) 0xFF);
        file[end + 4] = 7;

        assertThat(LogFile.of(file).wholeBytes()).isEqualTo(end);
    }

    private byte[] file(byte[]... entries) {
        return padded(content(entries));
    }

    private static byte[] content(byte[]... entries) {
        byte[] all = "RaftLog1".getBytes(StandardCharsets.UTF_8);
        for (byte[] entry : entries) {
            all = concat(all, entry);
        }
        return all;
    }

    /** No byte of the content is zero, as hardly any is in a command. */
    private byte[] entry(int bytes) {
        var out = new ByteArrayOutputStream();
        int rest = bytes;
        for (; rest > 0x7F; rest >>>= 7) {
            out.write(rest & 0x7F | 0x80);
        }
        out.write(rest);
        for (int i = 0; i < bytes; i++) {
            out.write(1 + chance.nextInt(255));
        }
        var checksum = new CRC32C();
        checksum.update(out.toByteArray());
        out.writeBytes(ByteBuffer.allocate(4).putInt((int) checksum.getValue()).array());
        return out.toByteArray();
    }

    private static byte[] padded(byte[] content) {
        return Arrays.copyOf(content, FILE_BYTES);
    }

    private static byte[] concat(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }
}
