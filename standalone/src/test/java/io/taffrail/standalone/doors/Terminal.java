package io.taffrail.standalone.doors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taffrail.standalone.NodePackages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A program in a terminal of its own, to which lines are typed while it prints others. */
final class Terminal implements AutoCloseable {

    private static final Duration WAIT = Duration.ofSeconds(60);

    /** What moves the cursor and colours the text. */
    private static final String CONTROL = "\u001b\\[[\\d;?]*[A-Za-z]|[\r\u0007]";

    private final Process process;
    private final StringBuffer printed = new StringBuffer();
    private int readUpTo;

    private Terminal(Process process) {
        this.process = process;
    }

    static Terminal run(String command) {
        try {
            var builder = new ProcessBuilder("script", "-qfec", command, "/dev/null");
            builder.redirectErrorStream(true);
            builder.environment()
                    .merge(
                            "PATH",
                            NodePackages.binaries().toString(),
                            (path, own) -> own + ":" + path);
            var terminal = new Terminal(builder.start());
            Thread.ofVirtual().start(terminal::listen);
            return terminal;
        } catch (IOException e) {
            throw new UncheckedIOException(command + " could not be started", e);
        }
    }

    /** Waits until it has printed such a line, behind those that it was asked for before. */
    void prints(String line) {
        Pattern part = ConsoleStep.part(line);
        await(line)
                .atMost(WAIT)
                .failFast(() -> assertThat(process.isAlive()).as(text()).isTrue())
                .untilAsserted(() -> assertThat(unread()).containsPattern(part));
        Matcher found = part.matcher(unread());
        readUpTo += found.find() ? found.end() : 0;
    }

    void types(String line) {
        try {
            process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException("nothing more can be typed after " + text(), e);
        }
    }

    String text() {
        return printed.toString().replaceAll(CONTROL, "");
    }

    private String unread() {
        String text = text();
        return text.substring(Math.min(readUpTo, text.length()));
    }

    private void listen() {
        try (var output = process.inputReader(StandardCharsets.UTF_8)) {
            char[] part = new char[4096];
            int count = output.read(part);
            while (count >= 0) {
                printed.append(part, 0, count);
                count = output.read(part);
            }
        } catch (IOException closed) {
            // What was printed before counts.
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
