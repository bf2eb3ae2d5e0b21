package io.taffrail.standalone.groups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionTimeoutException;

/** A running program of a client: what it is told by lines, and what it has said. */
final class GroupProgram implements AutoCloseable {

    /** A record as a member got it. */
    record Got(int partition, long offset, String key, int value) {}

    private static final Duration WAIT = Duration.ofSeconds(120);

    /** How kcat, which is a member as it is, says what it holds. */
    private static final Pattern KCAT_HOLDS =
            Pattern.compile("% Group .* rebalanced .*(assigned|revoked): ?(.*)");

    private static final Pattern KCAT_PARTITION = Pattern.compile("\\[(\\d+)]");

    private final String name;
    private final Process process;
    private final List<Got> records = new CopyOnWriteArrayList<>();
    private final List<String> otherLines = new CopyOnWriteArrayList<>();
    private volatile Set<Integer> held = Set.of();

    private GroupProgram(String name, Process process) {
        this.name = name;
        this.process = process;
    }

    static GroupProgram start(String name, Path directory, List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command)
                            .directory(directory.toFile())
                            .redirectErrorStream(true)
                            .start();
            var program = new GroupProgram(name, process);
            Thread.ofVirtual().start(program::listen);
            return program;
        } catch (IOException e) {
            throw new UncheckedIOException(command.getFirst() + " could not be started", e);
        }
    }

    void produce(String topic, int first, int count) {
        tell("produce %s %d %d".formatted(topic, first, count));
        try {
            await(name + " produces")
                    .atMost(WAIT)
                    .failFast(() -> assertThat(process.isAlive()).as(story()).isTrue())
                    .until(() -> otherLines.remove("produced " + count));
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(story(), e);
        }
    }

    GroupProgram consume(String topic, String group) {
        tell("consume " + topic + " " + group);
        return this;
    }

    /** Which partitions it last said that it holds. */
    Set<Integer> held() {
        return held;
    }

    /** What it has got so far, in its order. */
    List<Got> records() {
        return List.copyOf(records);
    }

    boolean hasAll(int first, int end) {
        return records.stream()
                        .map(Got::value)
                        .filter(value -> value >= first && value < end)
                        .distinct()
                        .count()
                == end - first;
    }

    /** As kill -9: it does not get to say that it leaves. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** As a service is stopped: it commits and leaves. */
    void stop() throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("%s ends: %s", name, story()).isTrue();
    }

    /** For the messages of tests that fail. */
    String story() {
        return "%s holds %s, got %d records and said %s"
                .formatted(name, held, records.size(), otherLines);
    }

    private void tell(String line) {
        try {
            process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(name + " takes no more lines: " + otherLines, e);
        }
    }

    private void listen() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            String line = lines.readLine();
            while (line != null) {
                hear(line);
                line = lines.readLine();
            }
        } catch (IOException killed) {
            // What was said before counts.
        }
    }

    private void hear(String line) {
        String[] words = line.split(" ");
        var kcat = KCAT_HOLDS.matcher(line);
        if (words[0].equals("record") && words.length == 5) {
            records.add(
                    new Got(
                            Integer.parseInt(words[1]),
                            Long.parseLong(words[2]),
                            words[3],
                            Integer.parseInt(words[4])));
        } else if (words[0].equals("assigned")) {
            held = Arrays.stream(words).skip(1).map(Integer::valueOf).collect(Collectors.toSet());
        } else if (kcat.matches()) {
            held = kcat.group(1).equals("assigned") ? partitions(kcat.group(2)) : Set.of();
        } else {
            otherLines.add(line);
        }
    }

    private static Set<Integer> partitions(String ofKcat) {
        return KCAT_PARTITION
                .matcher(ofKcat)
                .results()
                .map(found -> Integer.valueOf(found.group(1)))
                .collect(Collectors.toSet());
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
