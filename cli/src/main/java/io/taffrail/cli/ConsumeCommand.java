package io.taffrail.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code taffrail consume TOPIC}: prints records until it is interrupted, or told to stop. */
@Command(
        name = "consume",
        description = "Print records of a topic as they come.",
        mixinStandardHelpOptions = true)
final class ConsumeCommand implements Callable<Integer> {

    private static final Duration POLL = Duration.ofMillis(500);

    @Mixin private Cluster cluster = new Cluster();
    @Mixin private Output output = new Output();

    @Parameters(paramLabel = "TOPIC")
    private String topic = "";

    @Option(
            names = {"-p", "--partition"},
            description = "Only this partition.")
    private @Nullable Integer partition;

    @Option(
            names = {"-o", "--offset"},
            paramLabel = "start|end|N|+N|-N|@TIME",
            defaultValue = "end",
            description = "Where to begin (default: ${DEFAULT-VALUE}).")
    private String offset = "end";

    @Option(
            names = {"-g", "--group"},
            description =
                    "Read as a member of this group: from where it left off, and commit. --offset"
                            + " (start or end) is for partitions of which it has committed nothing.")
    private @Nullable String group;

    @Option(
            names = {"-n", "--count"},
            description = "Stop after so many records.")
    private long count = Long.MAX_VALUE;

    @Option(
            names = {"-e", "--exit"},
            description = "Stop at the end of the log as it is now.")
    private boolean exitAtEnd;

    @Option(
            names = {"-f", "--print"},
            paramLabel = "FORMAT",
            defaultValue = "%v\\n",
            description = "As in '%%t[%%p]@%%o %%k %%v\\n' (default: the value and a line's end).")
    private String pattern = "%v\\n";

    @Override
    public Integer call() {
        var format = new RecordFormat(pattern);
        StartOffset start = StartOffset.parse(offset);
        var consumer =
                new KafkaConsumer<>(
                        properties(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        // The consumer is closed first, which is when it leaves its group.
        try (var _ = new Interruption(consumer::wakeup);
                consumer;
                var out =
                        new PrintStream(
                                new BufferedOutputStream(
                                        new FileOutputStream(FileDescriptor.out), 1 << 16),
                                false,
                                StandardCharsets.UTF_8)) {
            Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
            try {
                read(consumer, start, format, out, next);
            } catch (WakeupException interrupted) {
                if (group != null && !next.isEmpty()) {
                    consumer.commitSync(next);
                }
            }
        }
        return 0;
    }

    /**
     * Until it has what it shall have.
     *
     * @param next what was printed and is not committed
     * @throws WakeupException when it is interrupted
     */
    private void read(
            KafkaConsumer<byte[], byte[]> consumer,
            StartOffset start,
            RecordFormat format,
            PrintStream out,
            Map<TopicPartition, OffsetAndMetadata> next) {
        Set<TopicPartition> partitions = partitions(consumer);
        if (group == null) {
            consumer.assign(partitions);
            start.seek(consumer, partitions);
        } else {
            consumer.subscribe(List.of(topic));
        }
        Map<TopicPartition, Long> ends = exitAtEnd ? consumer.endOffsets(partitions) : Map.of();
        long left = count;
        while (left > 0 && !isAtEnd(consumer, ends)) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                boolean isWanted =
                        record.offset() < ends.getOrDefault(partitionOf(record), Long.MAX_VALUE);
                if (isWanted && left > 0) {
                    print(out, format, record);
                    next.put(partitionOf(record), new OffsetAndMetadata(record.offset() + 1));
                    left--;
                }
            }
            out.flush();
            if (out.checkError()) {
                // Whoever read our output has gone, as `head` does.
                return;
            }
            if (group != null && !next.isEmpty()) {
                // Only what was printed: the rest of a poll may not have been.
                consumer.commitSync(next);
                next.clear();
            }
        }
    }

    private Properties properties() {
        Properties properties = cluster.properties();
        properties.put("enable.auto.commit", false);
        properties.put("auto.offset.reset", "earliest");
        if (group != null) {
            properties.put("group.id", group);
            properties.put("group.protocol", "consumer");
            properties.put("auto.offset.reset", resetOfGroup());
        }
        properties.put("allow.auto.create.topics", false);
        properties.put("default.api.timeout.ms", 15_000);
        return properties;
    }

    private String resetOfGroup() {
        if (partition != null) {
            throw new Taffrail.Failure(
                    "the group decides who reads which partition: leave out --partition or --group");
        }
        return switch (StartOffset.parse(offset).kind()) {
            case START -> "earliest";
            case END -> "latest";
            default ->
                    throw new Taffrail.Failure(
                            "--offset "
                                    + offset
                                    + " cannot be where a group begins: use start or end, or move"
                                    + " the group with `taffrail group reset`");
        };
    }

    private Set<TopicPartition> partitions(KafkaConsumer<?, ?> consumer) {
        Set<TopicPartition> all =
                consumer.partitionsFor(topic).stream()
                        .map(info -> new TopicPartition(topic, info.partition()))
                        .collect(Collectors.toSet());
        if (all.isEmpty()) {
            throw new Taffrail.Failure("topic '" + topic + "' does not exist: create it first");
        }
        if (partition == null) {
            return all;
        }
        var only = new TopicPartition(topic, partition);
        if (!all.contains(only)) {
            throw new Taffrail.Failure(
                    "topic '"
                            + topic
                            + "' has no partition "
                            + partition
                            + ": it has 0 to "
                            + (all.size() - 1));
        }
        return Set.of(only);
    }

    private boolean isAtEnd(KafkaConsumer<?, ?> consumer, Map<TopicPartition, Long> ends) {
        Set<TopicPartition> ours = consumer.assignment();
        return exitAtEnd
                && ours.size() > 0
                && ends.entrySet().stream()
                        .filter(end -> ours.contains(end.getKey()))
                        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    private void print(
            PrintStream out, RecordFormat format, ConsumerRecord<byte[], byte[]> record) {
        if (output.isJson()) {
            Output.json(out, RecordFormat.json(record));
        } else {
            out.print(format.print(record));
        }
    }

    private static TopicPartition partitionOf(ConsumerRecord<?, ?> record) {
        return new TopicPartition(record.topic(), record.partition());
    }
}
