package io.taffrail.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code taffrail produce TOPIC [VALUE…]}: one record per argument, or per line of stdin. */
@Command(
        name = "produce",
        description = "Append records: the arguments, or each line of standard input.",
        mixinStandardHelpOptions = true)
final class ProduceCommand implements Callable<Integer> {

    @Mixin private Cluster cluster = new Cluster();
    @Mixin private Output output = new Output();

    @Parameters(index = "0", paramLabel = "TOPIC")
    private String topic = "";

    @Parameters(index = "1..*", paramLabel = "VALUE", arity = "0..*")
    private List<String> values = List.of();

    @Option(
            names = {"-k", "--key"},
            description = "The key of every record.")
    private @Nullable String key;

    @Option(
            names = {"-K", "--key-separator"},
            paramLabel = "TEXT",
            description = "Each line is a key and a value with this between them.")
    private @Nullable String keySeparator;

    @Option(
            names = {"-p", "--partition"},
            description = "Where to append (default: by key).")
    private @Nullable Integer partition;

    @Option(
            names = {"-H", "--header"},
            paramLabel = "NAME=VALUE",
            description = "A header of every record; may be repeated.")
    private Map<String, String> headers = Map.of();

    @Option(
            names = {"-z", "--compression"},
            paramLabel = "none|gzip|snappy|lz4|zstd",
            defaultValue = "none",
            description = "How to compress batches (default: ${DEFAULT-VALUE}).")
    private String compression = "none";

    @Option(
            names = "--acks",
            paramLabel = "all|1|0",
            defaultValue = "all",
            description = "Whose acknowledgement to wait for (default: ${DEFAULT-VALUE}).")
    private String acks = "all";

    @Option(
            names = "--dry-run",
            description = "Only read the records, and say what would be appended.")
    private boolean dryRun;

    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private volatile @Nullable RecordMetadata last;

    @Override
    public Integer call() throws Exception {
        if (dryRun) {
            return onlySay();
        }
        try (var producer =
                new KafkaProducer<byte[], byte[]>(
                        properties(), new ByteArraySerializer(), new ByteArraySerializer())) {
            readAll((key, value) -> send(producer, key, value));
            producer.flush();
        }
        Exception failed = failure.get();
        if (failed != null) {
            throw failed;
        }
        report();
        return 0;
    }

    /** Reads what would be appended, and asks whether there is a topic for it. */
    private int onlySay() throws ExecutionException, InterruptedException, IOException {
        try (Admin admin = cluster.admin()) {
            int partitions =
                    Objects.requireNonNull(
                                    admin.describeTopics(List.of(topic))
                                            .allTopicNames()
                                            .get()
                                            .get(topic))
                            .partitions()
                            .size();
            if (partition != null && (partition < 0 || partition >= partitions)) {
                throw new Taffrail.Failure(
                        "topic '"
                                + topic
                                + "' has no partition "
                                + partition
                                + ": it has 0 to "
                                + (partitions - 1));
            }
        }
        var records = new AtomicLong();
        readAll((_, _) -> records.incrementAndGet());
        if (output.isJson()) {
            Output.json(
                    System.out, Map.of("topic", topic, "records", records.get(), "dry_run", true));
        } else {
            System.err.printf("would append %d records to %s%n", records.get(), topic);
        }
        return 0;
    }

    private void readAll(Sink sink) throws IOException {
        if (values.isEmpty()) {
            readLines(sink);
        } else {
            values.forEach(value -> read(value, sink));
        }
    }

    private Properties properties() {
        Properties properties = cluster.properties();
        properties.put("acks", acks);
        properties.put("enable.idempotence", acks.equals("all"));
        properties.put("compression.type", compression);
        properties.put("linger.ms", 5);
        properties.put("batch.size", 128 * 1024);
        properties.put("max.block.ms", 15_000);
        properties.put("delivery.timeout.ms", 60_000);
        return properties;
    }

    private void readLines(Sink sink) throws IOException {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        boolean isWatched = System.console() != null && System.console().isTerminal();
        try (ProgressBar progress = isWatched ? progress() : null) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (failure.get() != null) {
                    return;
                }
                read(line, sink);
                if (progress != null) {
                    progress.step();
                }
            }
        }
    }

    private static ProgressBar progress() {
        return new ProgressBarBuilder()
                .setTaskName("produce")
                .setInitialMax(-1)
                .setStyle(ProgressBarStyle.ASCII)
                .showSpeed()
                .build();
    }

    /** Where records go, each as it is read. */
    private interface Sink {
        void accept(byte @Nullable [] key, byte @Nullable [] value);
    }

    private void read(String line, Sink sink) {
        String recordKey = key;
        String value = line;
        if (keySeparator != null) {
            int at = line.indexOf(keySeparator);
            if (at < 0) {
                throw new Taffrail.Failure(
                        "the line '" + line + "' has no '" + keySeparator + "' after its key");
            }
            recordKey = line.substring(0, at);
            value = line.substring(at + keySeparator.length());
        }
        sink.accept(bytes(recordKey), bytes(value));
    }

    private void send(
            KafkaProducer<byte[], byte[]> producer,
            byte @Nullable [] recordKey,
            byte @Nullable [] value) {
        var record = new ProducerRecord<>(topic, partition, recordKey, value);
        headers.forEach((name, text) -> record.headers().add(name, bytes(text)));
        producer.send(record, this::onAcknowledged);
    }

    private void onAcknowledged(@Nullable RecordMetadata metadata, @Nullable Exception failed) {
        if (failed != null) {
            failure.compareAndSet(null, failed);
        } else {
            acknowledged.incrementAndGet();
            last = metadata;
        }
    }

    private void report() {
        RecordMetadata metadata = last;
        if (metadata == null) {
            return;
        }
        if (output.isJson()) {
            Output.json(
                    System.out,
                    Map.of(
                            "topic", metadata.topic(),
                            "partition", metadata.partition(),
                            "offset", metadata.offset(),
                            "records", acknowledged.get()));
        } else if (acknowledged.get() == 1) {
            System.err.printf(
                    "appended to %s[%d]@%d%n",
                    metadata.topic(), metadata.partition(), metadata.offset());
        } else {
            System.err.printf(
                    "appended %d records, the last at %s[%d]@%d%n",
                    acknowledged.get(), metadata.topic(), metadata.partition(), metadata.offset());
        }
    }

    private static byte @Nullable [] bytes(@Nullable String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }
}
