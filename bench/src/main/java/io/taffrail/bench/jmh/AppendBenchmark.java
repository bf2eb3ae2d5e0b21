package io.taffrail.bench.jmh;

import io.taffrail.broker.storage.AppendOrigin;
import io.taffrail.broker.storage.AppendRequest;
import io.taffrail.broker.storage.AppendResult;
import io.taffrail.broker.storage.BatchValidator;
import io.taffrail.broker.storage.LogConfig;
import io.taffrail.broker.storage.LogDirs;
import io.taffrail.broker.storage.PartitionLog;
import io.taffrail.broker.storage.PartitionName;
import io.taffrail.kernel.disk.Disk;
import io.taffrail.protocol.records.BatchWriter;
import io.taffrail.protocol.records.Compression;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One append of a 16 KB batch as a producer sends it: checked down to every record, given its
 * offsets, and written to the page cache of a real disk. No sync: that is the disk's time, not
 * ours.
 *
 * <p>The log is cut back after every iteration, so that the disk does not fill.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
        value = 1,
        jvmArgsAppend = {"-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"})
public class AppendBenchmark {

    private static final int BATCH_BYTES = 16 << 10;
    private static final long NOW_MS = 1_800_000_000_000L;
    private static final int LEADER_EPOCH = 0;
    private static final PartitionName PARTITION = new PartitionName("bench", 0);

    @Param({"100", "1000"})
    int valueBytes;

    private final Path directory = createTempDirectory();
    private final LogDirs directories = openDirectories(directory);
    private final PartitionLog log = openLog(directories);
    private List<AppendRequest> requests = List.of();

    @Setup
    public void build() {
        var writer = new BatchWriter(Compression.NONE, BATCH_BYTES);
        byte[] value = new byte[valueBytes];
        while (writer.append(NOW_MS, (byte[]) null, value, List.of())) {
            value[0]++;
        }
        ByteBuffer built = writer.build();
        ByteBuffer direct = ByteBuffer.allocateDirect(built.remaining()).put(built).flip();
        requests = List.of(new AppendRequest(direct, AppendOrigin.CLIENT));
    }

    @Benchmark
    public AppendResult appendOneBatch() {
        AppendRequest request = requests.get(0);
        request.batches().rewind();
        return log.append(request, LEADER_EPOCH, NOW_MS);
    }

    @TearDown(Level.Iteration)
    public void cut() throws IOException {
        log.truncateFullyAndStartAt(0, NOW_MS);
    }

    @TearDown
    public void delete() throws IOException {
        directories.directories().get(0).deleteLog(PARTITION);
        directories.close(partition -> -1);
        try (var files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static Path createTempDirectory() {
        try {
            return Files.createTempDirectory("taffrail-bench");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static LogDirs openDirectories(Path directory) {
        try {
            return LogDirs.open(
                    Disk.real(), List.of(directory), 0, "bench", UUID::randomUUID, offline -> {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PartitionLog openLog(LogDirs directories) {
        try {
            return directories
                    .directories()
                    .get(0)
                    .openLog(PARTITION, new UUID(0, 1), LogConfig.DEFAULT, new BatchValidator());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
