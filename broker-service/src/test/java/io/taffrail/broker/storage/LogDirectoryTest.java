package io.taffrail.broker.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.taffrail.kernel.disk.Disk;
import io.taffrail.kernel.disk.DiskFullException;
import io.taffrail.kernel.runtime.Clock;
import io.taffrail.kernel.runtime.ThreadLoop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LogDirectoryTest {

    private static final PartitionName ORDERS = new PartitionName("orders", 0);
    private static final UUID TOPIC_ID = UUID.randomUUID();

    @TempDir Path root;

    private LogDirectory open() throws IOException {
        return open(Disk.real());
    }

    private LogDirectory open(Disk disk) throws IOException {
        return LogDirectory.open(disk, root, 1, "cluster", UUID::randomUUID, failed -> {});
    }

    private static PartitionLog openLog(LogDirectory directory) throws IOException {
        return directory.openLog(ORDERS, TOPIC_ID, LogConfig.DEFAULT, new BatchValidator());
    }

    private static void append(PartitionLog log, int records) {
        log.append(
                new AppendRequest(LogFixture.batch(records), AppendOrigin.CLIENT),
                0,
                LogFixture.NOW_MS);
    }

    @Test
    void aCleanStopIsRememberedWithRecordsAndHighWatermark() throws IOException {
        LogDirectory first = open();
        append(openLog(first), 3);
        first.closeLog(ORDERS);
        first.close(name -> 3);

        LogDirectory second = open();
        assertThat(second.wasClean()).isTrue();
        assertThat(second.partitions()).containsEntry(ORDERS, TOPIC_ID);
        assertThat(second.openLogs()).as("nothing is opened by a start").isEmpty();
        assertThat(second.checkpointedHighWatermark(ORDERS)).isEqualTo(3);
        PartitionLog log = openLog(second);
        assertThat(log.view().endOffset()).isEqualTo(3);
        assertThat(log.view().syncedOffset()).isEqualTo(3);
        assertThat(log.recoveryReport().wasClean()).isTrue();
        second.close(name -> -1);

        LogDirectory third = open();
        assertThat(third.wasClean()).as("a log was left open").isFalse();
        assertThat(openLog(third).view().endOffset()).isEqualTo(3);
        third.close(name -> -1);
    }

    @Test
    void aStopInOrderBeforeALogWasCheckedIsNotACleanOne() throws IOException {
        LogDirectory crashed = open();
        append(openLog(crashed), 3);
        crashed.close(name -> -1);

        LogDirectory stoppedEarly = open();
        assertThat(stoppedEarly.wasClean()).isFalse();
        stoppedEarly.close(name -> -1);

        LogDirectory next = open();
        assertThat(next.wasClean()).as("nobody has looked at the log since the crash").isFalse();
        openLog(next);
        next.closeLog(ORDERS);
        next.close(name -> -1);
        LogDirectory last = open();
        assertThat(last.wasClean()).isTrue();
        last.close(name -> -1);
    }

    @Test
    void aDirectoryIsUsedOnceAndByItsOwnNode() throws IOException {
        LogDirectory held = open();
        assertThatThrownBy(this::open).hasMessageContaining("held by another node");
        held.close(name -> -1);
        assertThatThrownBy(() ->
                        LogDirectory.open(
                                Disk.real(), root, 2, "cluster", UUID::randomUUID, failed -> {}))
                .hasMessageContaining("belongs to node 1");
        assertThatThrownBy(() ->
                        LogDirectory.open(
                                Disk.real(), root, 1, "other", UUID::randomUUID, failed -> {}))
                .hasMessageContaining("belongs to cluster cluster");
    }

    @Test
    void aDirectoryKeepsItsIdUntilItIsWipedAndThenHasAnother() throws IOException {
        LogDirectory first = open();
        first.close(name -> -1);
        LogDirectory second = open();
        second.close(name -> -1);
        assertThat(second.directoryId()).isEqualTo(first.directoryId());

        Files.delete(root.resolve("meta.properties"));
        LogDirectory wiped = open();
        wiped.close(name -> -1);
        assertThat(wiped.directoryId()).isNotEqualTo(first.directoryId());
    }

    @Test
    void aTopicMadeAgainUnderItsNameDoesNotGetTheOldRecords() throws IOException {
        LogDirectory directory = open();
        append(openLog(directory), 3);
        directory.closeLog(ORDERS);
        UUID again = UUID.randomUUID();

        assertThatThrownBy(() ->
                        directory.openLog(ORDERS, again, LogConfig.DEFAULT, new BatchValidator()))
                .hasMessageContaining(TOPIC_ID.toString());

        directory.deleteLog(ORDERS);
        PartitionLog fresh =
                directory.openLog(ORDERS, again, LogConfig.DEFAULT, new BatchValidator());
        assertThat(fresh.view().endOffset()).isZero();
        directory.close(name -> -1);
    }

    @Test
    void aDirectoryThatCannotBeOpenedLeavesTheOthersServing() throws IOException {
        Path file = Files.createFile(root.resolve("not-a-directory"));
        LogDirs dirs =
                LogDirs.open(
                        Disk.real(),
                        List.of(file, root.resolve("good")),
                        1,
                        "c",
                        UUID::randomUUID,
                        failed -> {});

        assertThat(dirs.unopened()).containsOnlyKeys(file);
        assertThat(dirs.leastUsed()).isNotNull();
        dirs.close(name -> -1);
    }

    @Test
    void groupCommitMakesEverythingDurableWithoutWaitingOnTheLoop() throws Exception {
        var failure = new AtomicReference<Throwable>();
        var loop = new ThreadLoop("log", 1000, Clock.system(), failure::set);
        LogDirectory directory = open();
        PartitionLog log = openLog(directory);
        try (var commit = new GroupCommit(directory, Clock.system(), DiskObserver.NONE)) {
            for (int i = 0; i < 500; i++) {
                loop.execute(() -> {
                    append(log, 1);
                    commit.request(log, loop, () -> {});
                });
            }
            await().untilAsserted(() -> assertThat(log.view().syncedOffset()).isEqualTo(500));
        }
        assertThat(failure.get()).isNull();
        loop.close();
        directory.close(name -> -1);
    }

    static Stream<Throwable> bugs() {
        return Stream.of(new IllegalStateException("planted"), new OutOfMemoryError("planted"));
    }

    @ParameterizedTest
    @MethodSource("bugs")
    void aBugMetWhileSyncingIsToldToTheLoop(Throwable bug) throws Exception {
        var failures = new LinkedBlockingQueue<Throwable>();
        var loop = new ThreadLoop("log", 1000, Clock.system(), failures::add);
        LogDirectory directory = open();
        PartitionLog log = openLog(directory);
        DiskObserver faulty =
                new DiskObserver() {
                    @Override
                    public void onAppended(long tookNs) {}

                    @Override
                    public void onSynced(long tookNs) {
                        if (bug instanceof Error error) {
                            throw error;
                        }
                        throw (RuntimeException) bug;
                    }
                };
        try (var commit = new GroupCommit(directory, Clock.system(), faulty)) {
            loop.execute(() -> {
                append(log, 1);
                commit.request(log, loop, () -> {});
            });
            assertThat(failures.poll(10, TimeUnit.SECONDS)).isSameAs(bug);
        }
        loop.close();
    }

    @Test
    void everySyncThatWasBegunIsDoneBeforeTheThreadEnds() throws Exception {
        var failure = new AtomicReference<Throwable>();
        var loop = new ThreadLoop("logs", 1000, Clock.system(), failure::set);
        LogDirectory directory = open();
        var commit = new GroupCommit(directory, Clock.system(), DiskObserver.NONE);
        for (int i = 0; i < 20; i++) {
            PartitionLog log =
                    directory.openLog(
                            new PartitionName("many", i),
                            TOPIC_ID,
                            LogConfig.DEFAULT,
                            new BatchValidator());
            loop.execute(() -> {
                append(log, 1);
                commit.request(log, loop, () -> {});
            });
        }
        var asked = new CompletableFuture<Void>();
        loop.execute(() -> asked.complete(null));
        asked.join();
        commit.close();

        var closed = new CompletableFuture<Void>();
        loop.execute(() -> {
            for (int i = 0; i < 20; i++) {
                assertThatCode(closing(directory, new PartitionName("many", i)))
                        .doesNotThrowAnyException();
            }
            closed.complete(null);
        });
        await().until(() -> closed.isDone() || failure.get() != null);
        assertThat(failure.get()).isNull();
        loop.close();
        directory.close(name -> -1);
    }

    @Test
    void aSyncThatIsAskedForWhileTheThreadEndsIsDoneOrNeverBegun() throws Exception {
        var failure = new AtomicReference<Throwable>();
        var loop = new ThreadLoop("logs", 1000, Clock.system(), failure::set);
        LogDirectory directory = open();
        for (int round = 0; round < 30; round++) {
            List<PartitionLog> logs = openMany(directory, round);
            var commit = new GroupCommit(directory, Clock.system(), DiskObserver.NONE);
            var asking = new CountDownLatch(1);
            var asked = new CompletableFuture<Void>();
            loop.execute(() -> {
                logs.forEach(log -> append(log, 1));
                asking.countDown();
                logs.forEach(log -> commit.request(log, loop, () -> {}));
                asked.complete(null);
            });
            asking.await();
            commit.close();
            asked.join();

            var stuck = new CompletableFuture<Long>();
            loop.execute(
                    () -> stuck.complete(logs.stream().filter(PartitionLog::isSyncing).count()));
            assertThat(stuck.join()).as("logs that no thread will ever sync").isZero();
        }
        assertThat(failure.get()).isNull();
        loop.close();
        directory.close(name -> -1);
    }

    private static List<PartitionLog> openMany(LogDirectory directory, int round)
            throws IOException {
        List<PartitionLog> logs = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            var name = new PartitionName("round-" + round, i);
            logs.add(directory.openLog(name, TOPIC_ID, LogConfig.DEFAULT, new BatchValidator()));
        }
        return logs;
    }

    @Test
    void aLogThatCouldNotBeClosedIsCheckedByTheNextStart() throws IOException {
        var disk = new WatchedDisk();
        LogDirectory first = open(disk);
        append(openLog(first), 3);
        disk.fillUp();
        assertThatThrownBy(closing(first, ORDERS)).isInstanceOf(DiskFullException.class);
        disk.makeRoom();
        first.close(name -> -1);

        LogDirectory second = open();
        assertThat(second.wasClean()).isFalse();
        second.close(name -> -1);
    }

    private static ThrowingCallable closing(LogDirectory directory, PartitionName name) {
        return () -> directory.closeLog(name);
    }
}
