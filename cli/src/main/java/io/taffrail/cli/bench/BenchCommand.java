package io.taffrail.cli.bench;

import io.taffrail.cli.Cluster;
import io.taffrail.cli.Output;
import io.taffrail.cli.Taffrail;
import io.taffrail.cli.bench.Load.Latencies;
import io.taffrail.cli.bench.Load.Rate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code taffrail bench}: rates and latencies in some seconds, with what was done to get them. */
@Command(
        name = "bench",
        description =
                "Measure the cluster for some seconds, from here and with one client, through a topic"
                        + " of its own that is deleted afterwards.",
        mixinStandardHelpOptions = true)
public final class BenchCommand implements Callable<Integer> {

    private static final int SIZE_BYTES_MAX = 1_000_000;
    private static final long SECONDS_MAX = 3_600;

    @Mixin private Cluster on = new Cluster();
    @Mixin private Output as = new Output();

    @Option(
            names = "--seconds",
            defaultValue = "10",
            description =
                    "How long to write, half of it as much as goes and half one record at a time; reading"
                            + " comes between (default: ${DEFAULT-VALUE}).")
    private long seconds = 10;

    @Option(
            names = "--records",
            defaultValue = "1000000",
            description = "How many records at most (default: ${DEFAULT-VALUE}).")
    private long records = 1_000_000;

    @Option(
            names = "--size",
            paramLabel = "BYTES",
            defaultValue = "1000",
            description = "Of each value (default: ${DEFAULT-VALUE}).")
    private int sizeBytes = 1_000;

    @Option(
            names = "--acks",
            paramLabel = "all|1|0",
            defaultValue = "all",
            description = "Whose acknowledgement to wait for (default: ${DEFAULT-VALUE}).")
    private String acks = "all";

    @Option(
            names = {"-p", "--partitions"},
            defaultValue = "6",
            description = "Of the topic (default: ${DEFAULT-VALUE}).")
    private int partitions = 6;

    @Option(
            names = {"-r", "--replicas"},
            description = "Of each partition (default: the cluster's).")
    private @Nullable Short replicas;

    @Option(names = "--dry-run", description = "Only say what would be done.")
    private boolean dryRun;

    @Override
    public Integer call() throws ExecutionException, InterruptedException {
        check();
        String topic = "taffrail-bench-" + UUID.randomUUID();
        try (Admin admin = on.admin()) {
            var wanted =
                    new NewTopic(topic, Optional.of(partitions), Optional.ofNullable(replicas));
            if (dryRun) {
                say(null, null, null, 0);
                return 0;
            }
            var created = admin.createTopics(List.of(wanted));
            created.all().get();
            // Also on Ctrl-C, or the topic would stay.
            var onInterruption = new Thread(() -> delete(topic), "cleanup");
            Runtime.getRuntime().addShutdownHook(onInterruption);
            try {
                measure(topic, created.replicationFactor(topic).get());
            } finally {
                if (isOurs(onInterruption)) {
                    delete(topic);
                }
            }
        }
        return 0;
    }

    /** Whether it is up to us to clean up: a process that is ending does it already. */
    private static boolean isOurs(Thread onInterruption) {
        try {
            return Runtime.getRuntime().removeShutdownHook(onInterruption);
        } catch (IllegalStateException itIsRunning) {
            return false;
        }
    }

    private void delete(String topic) {
        try (Admin admin = on.admin()) {
            admin.deleteTopics(List.of(topic)).all().get();
        } catch (ExecutionException | InterruptedException e) {
            System.err.println(
                    "taffrail: topic " + topic + " could not be deleted: " + e.getMessage());
        }
    }

    private void check() {
        if (seconds < 1 || seconds > SECONDS_MAX) {
            throw new Taffrail.Failure("--seconds " + seconds + " is not within 1 to 3600");
        }
        if (sizeBytes < 0 || sizeBytes > SIZE_BYTES_MAX) {
            throw new Taffrail.Failure(
                    "--size "
                            + sizeBytes
                            + " is not within 0 to 1000000: more than that needs a higher max.message.bytes");
        }
    }

    private void measure(String topic, int copies) throws ExecutionException, InterruptedException {
        Properties connection = on.properties();
        var load = new Load(connection, topic, partitions, sizeBytes);
        long halfNs = TimeUnit.SECONDS.toNanos(seconds) / 2;
        Rate produced = load.produce(acks, records, halfNs);
        Rate consumed = load.consume(produced.records());
        Latencies latencies = load.oneByOne(acks, halfNs);
        say(produced, consumed, latencies, copies);
    }

    private void say(
            @Nullable Rate produced,
            @Nullable Rate consumed,
            @Nullable Latencies latencies,
            int copies) {
        if (as.isJson()) {
            Output.json(System.out, json(produced, consumed, latencies, copies));
            return;
        }
        System.out.printf(
                "%s records of %d random bytes, uncompressed, acks=%s, %d partitions, %s; one client, on this machine%n",
                produced == null ? "up to " + records : Long.toString(produced.records()),
                sizeBytes,
                acks,
                partitions,
                copies == 0 ? "the cluster's number of copies" : copies(copies));
        if (produced == null || consumed == null || latencies == null) {
            System.out.println(
                    "would write for " + seconds + " s and read it once: nothing was done");
            return;
        }
        print("produce", produced);
        print("consume", consumed);
        print("acknowledged", latencies.acknowledged());
        print("received", latencies.received());
        if (consumed.records() < produced.records()) {
            System.out.println("not all was read within 30 s");
        }
    }

    private static String copies(int copies) {
        return copies == 1 ? "1 copy" : copies + " copies";
    }

    private static void print(String what, Rate rate) {
        System.out.printf(
                "%-13s %.0f records/s, %.1f MB/s (%d in %.1f s, as much as goes)%n",
                what + ":",
                rate.recordsPerS(),
                rate.megabytesPerS(),
                rate.records(),
                rate.ns() / 1e9);
    }

    private static void print(String what, Quantiles times) {
        System.out.printf(
                "%-13s p50 %.2f ms, p99 %.2f ms, max %.2f ms (%d records, one at a time)%n",
                what + ":", times.ms(0.5), times.ms(0.99), times.ms(1), times.size());
    }

    private LinkedHashMap<String, @Nullable Object> json(
            @Nullable Rate produced,
            @Nullable Rate consumed,
            @Nullable Latencies latencies,
            int copies) {
        var json = new LinkedHashMap<String, @Nullable Object>();
        json.put("dry_run", dryRun);
        json.put("size_bytes", sizeBytes);
        json.put("acks", acks);
        json.put("partitions", partitions);
        Number told = replicas;
        if (copies > 0) {
            told = copies;
        }
        json.put("replicas", told);
        json.put("produce", produced == null ? null : json(produced));
        json.put("consume", consumed == null ? null : json(consumed));
        json.put("acknowledged", latencies == null ? null : json(latencies.acknowledged()));
        json.put("received", latencies == null ? null : json(latencies.received()));
        return json;
    }

    private static LinkedHashMap<String, Object> json(Rate rate) {
        var json = new LinkedHashMap<String, Object>();
        json.put("records", rate.records());
        json.put("seconds", rate.ns() / 1e9);
        json.put("records_per_s", rate.recordsPerS());
        json.put("megabytes_per_s", rate.megabytesPerS());
        return json;
    }

    private static LinkedHashMap<String, Object> json(Quantiles times) {
        var json = new LinkedHashMap<String, Object>();
        json.put("records", times.size());
        json.put("p50_ms", times.ms(0.5));
        json.put("p99_ms", times.ms(0.99));
        json.put("max_ms", times.ms(1));
        return json;
    }
}
