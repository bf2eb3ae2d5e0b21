package io.taffrail.broker.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taffrail.broker.storage.AppendOrigin;
import io.taffrail.broker.storage.AppendRequest;
import io.taffrail.broker.storage.BatchValidator;
import io.taffrail.broker.storage.DamagedLogException;
import io.taffrail.broker.storage.LogConfig;
import io.taffrail.broker.storage.LogDirectory;
import io.taffrail.broker.storage.PartitionLog;
import io.taffrail.broker.storage.PartitionName;
import io.taffrail.broker.storage.ReadResult.LogSlice;
import io.taffrail.kernel.disk.Disk;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.protocol.records.BatchHeader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Broker 1 starts again with a log of 200 records, of which some have rotted meanwhile. */
class MendingTest {

    private static final int RECORDS = 200;
    private static final int LEADER_EPOCH_LAST_BYTE = 15;
    private static final UUID TOPIC_ID = new UUID(0, 1);
    private static final PartitionName NAME = new PartitionName("orders", 0);
    private static final PartitionId ID = new PartitionId("orders", TOPIC_ID, 0);
    private static final LogConfig CONFIG =
            LogConfig.DEFAULT.withSegmentBytes(4_000).withIndexIntervalBytes(500);
    private static final long SEED = System.nanoTime();

    @TempDir Path root;

    /** One broker's directory and the log in it. */
    private record Replica(LogDirectory directory, PartitionLog log) {
        void stop() throws IOException {
            directory.closeLog(NAME);
            directory.close(name -> RECORDS);
        }
    }

    private final Map<Integer, Replica> others = new HashMap<>();
    private final List<Integer> asked = new ArrayList<>();
    private final PublishedView published = new PublishedView();
    private final HandLoop loop = new HandLoop();
    private final PartitionImage image =
            PartitionImage.created(0, List.of(1, 2, 3), List.of(1, 2, 3));
    private LogStore store;
    private Replica mine;
    private PartitionLog log;
    private byte[] written;

    @BeforeEach
    void writeAndStop() throws IOException {
        store = new SyncedAtOnce(root.resolve("of-nobody"), 1);
        Replica first = open(1);
        for (int i = 0; i < RECORDS; i++) {
            first.log.append(
                    new AppendRequest(TestLog.batch(1), AppendOrigin.CLIENT), 0, TestLog.NOW_MS);
        }
        written = readAll(first.log);
        first.stop();
        for (int other : new int[] {2, 3}) {
            copyTo(other);
            others.put(other, open(other));
        }
    }

    private void copyTo(int broker) throws IOException {
        Path copy = root.resolve("" + broker);
        for (Path each : (Iterable<Path>) Files.walk(root.resolve("1"))::iterator) {
            Path target = copy.resolve(root.resolve("1").relativize(each));
            if (Files.isDirectory(each)) {
                Files.createDirectories(target);
            } else {
                Files.copy(each, target);
            }
        }
    }

    private Replica open(int broker) throws IOException {
        var directory =
                LogDirectory.open(
                        Disk.real(), root.resolve("" + broker), 1, "c", UUID::randomUUID, at -> {});
        return new Replica(
                directory, directory.openLog(NAME, TOPIC_ID, CONFIG, new BatchValidator()));
    }

    private Mending startAgain() throws IOException {
        mine = open(1);
        log = mine.log;
        published.publish(log.view(), new Role.Follower(2, 0), RECORDS, false);
        var ports = QuietPorts.of(1, store, this::answer);
        return new Mending(ID, ports, loop, published, () -> log, () -> image);
    }

    private CompletableFuture<ByteBuffer> answer(
            int broker, PartitionId id, int leaderEpoch, long offset) {
        asked.add(broker);
        try {
            return CompletableFuture.completedFuture(read(others.get(broker).log, offset));
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static ByteBuffer read(PartitionLog from, long offset) throws IOException {
        var slice = (LogSlice) from.view().read(offset, 700, RECORDS, true);
        ByteBuffer bytes = ByteBuffer.allocate(slice.sizeInBytes());
        slice.file().read(bytes, slice.position());
        return bytes.flip();
    }

    private static byte[] readAll(PartitionLog from) throws IOException {
        return readAll(
                from,
                damage -> {
                    throw damage;
                });
    }

    private interface OnDamage {
        void met(DamagedLogException damage) throws IOException;
    }

    private static byte[] readAll(PartitionLog from, OnDamage onDamage) throws IOException {
        ByteBuffer all = ByteBuffer.allocate(1 << 16);
        var header = new BatchHeader();
        long offset = 0;
        while (offset < RECORDS) {
            try {
                ByteBuffer some = read(from, offset);
                for (int at = 0; at < some.limit(); at += header.sizeInBytes()) {
                    offset = header.wrap(some, at).nextOffset();
                }
                all.put(some);
            } catch (DamagedLogException e) {
                onDamage.met(e);
            }
        }
        return Arrays.copyOf(all.array(), all.position());
    }

    private Path segment(int broker, int number) throws IOException {
        try (var files = Files.list(root.resolve(broker + "/orders-0"))) {
            return files.filter(each -> each.toString().endsWith(".log"))
                    .sorted()
                    .toList()
                    .get(number);
        }
    }

    private static void flip(Path file, long position, int bit) throws IOException {
        try (var opened = new RandomAccessFile(file.toFile(), "rw")) {
            opened.seek(position);
            int old = opened.read();
            opened.seek(position);
            opened.write(old ^ 1 << bit);
        }
    }

    @AfterEach
    void end() throws IOException {
        mine.stop();
        for (Replica each : others.values()) {
            each.stop();
        }
    }

    @Test
    void whatRottedIsNotGivenToAnybody() throws IOException {
        flip(segment(1, 0), 75, 3);
        startAgain();

        assertThatThrownBy(() -> read(log, 0))
                .isInstanceOf(DamagedLogException.class)
                .hasMessageContaining("00000000000000000000.log")
                .hasMessageContaining("byte 0");
        assertThat(read(log, 1)).as("the record behind it").isNotNull();
    }

    @Test
    void whateverBitOfASealedSegmentRotsIsMendedFromAnotherReplica() throws IOException {
        var random = new Random(SEED);
        byte[] whole = Files.readAllBytes(segment(1, 1));
        int batchBytes = TestLog.batch(1).remaining();
        for (int i = 0; i < 100; i++) {
            int position = random.nextInt(whole.length);
            int field = position % batchBytes;
            if (field >= 12 && field <= LEADER_EPOCH_LAST_BYTE) {
                // The leader epoch, which no checksum covers.
                continue;
            }
            flip(segment(1, 1), position, random.nextInt(8));
            Mending mending = startAgain();

            byte[] read = readAll(log, mending::onUnreadable);

            assertThat(read).as("seed %d, byte %d", SEED, position).isEqualTo(written);
            assertThat(Files.readAllBytes(segment(1, 1))).isEqualTo(whole);
            mine.stop();
        }
        startAgain();
    }

    /** It looks as if it were the batch before, and the segment as if it ended too early. */
    @Test
    void theFirstOffsetOfTheLastBatchOfASegmentIsMendedThere() throws IOException {
        byte[] whole = Files.readAllBytes(segment(1, 1));
        flip(segment(1, 1), whole.length - TestLog.batch(1).remaining() + 7, 0);
        Mending mending = startAgain();
        var met = new ArrayList<String>();

        byte[] read =
                readAll(
                        log,
                        damage -> {
                            met.add(damage.getMessage());
                            assertThat(met).as("times it was met").hasSizeLessThan(3);
                            mending.onUnreadable(damage);
                        });

        assertThat(read).isEqualTo(written);
        assertThat(Files.readAllBytes(segment(1, 1))).isEqualTo(whole);
    }

    @Test
    void aBlockThatWasLostIsMendedBatchByBatch() throws IOException {
        byte[] whole = Files.readAllBytes(segment(1, 0));
        try (var opened = new RandomAccessFile(segment(1, 0).toFile(), "rw")) {
            opened.seek(1_000);
            opened.write(new byte[512]);
        }
        Mending mending = startAgain();

        assertThat(readAll(log, mending::onUnreadable)).isEqualTo(written);
        assertThat(Files.readAllBytes(segment(1, 0))).isEqualTo(whole);
    }

    @Test
    void aReplicaThatIsDamagedInTheSamePlaceIsOfNoUseAndTheNextOneIsAsked() throws IOException {
        flip(segment(1, 0), 75, 3);
        others.get(3).stop();
        flip(segment(3, 0), 70, 1);
        others.put(3, open(3));
        Mending mending = startAgain();

        assertThat(readAll(log, mending::onUnreadable)).isEqualTo(written);
        assertThat(asked).containsExactly(3, 2);
    }

    /** The other one has not yet cut off what it had from a leader that was deposed. */
    @Test
    void aBatchOfAnotherLeaderEpochIsOfNoUseAndTheNextReplicaIsAsked() throws IOException {
        flip(segment(1, 0), 75, 3);
        others.get(3).stop();
        flip(segment(3, 0), LEADER_EPOCH_LAST_BYTE, 0);
        others.put(3, open(3));
        Mending mending = startAgain();

        assertThat(readAll(log, mending::onUnreadable)).isEqualTo(written);
        assertThat(asked).containsExactly(3, 2);
    }

    @Test
    void whereNobodyHasItWholeItStaysAndIsTriedAgainLater() throws IOException {
        flip(segment(1, 0), 75, 3);
        Mending mending = startAgain();
        Map<Integer, Replica> all = Map.copyOf(others);
        others.put(2, mine);
        others.put(3, mine);

        mending.onUnreadable(damageAt(0));
        mending.onUnreadable(damageAt(0));
        assertThat(asked).as("once, and not again at once").hasSize(2);
        others.putAll(all);
        loop.fireTimers();
        mending.onUnreadable(damageAt(0));

        assertThat(readAll(log)).isEqualTo(written);
    }

    private DamagedLogException damageAt(long offset) {
        try {
            read(log, offset);
        } catch (DamagedLogException e) {
            return e;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        throw new AssertionError("offset " + offset + " is whole");
    }

    @Test
    void whatIsNotReplicatedIsLeftAloneSinceItMayBeCut() throws IOException {
        flip(segment(1, 0), 75, 3);
        Mending mending = startAgain();
        published.publish(log.view(), new Role.Follower(2, 0), 0, false);

        mending.onUnreadable(damageAt(0));

        assertThat(asked).isEmpty();
    }
}
