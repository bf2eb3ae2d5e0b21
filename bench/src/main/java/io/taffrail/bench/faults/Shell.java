package io.taffrail.bench.faults;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** A command of the machine, which must succeed. */
final class Shell {

    private static final int WITHIN_S = 240;

    private Shell() {}

    /** What it printed. */
    static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String printed =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(WITHIN_S, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException(
                    "'%s' failed: %s".formatted(String.join(" ", command), printed.strip()));
        }
        return printed;
    }
}
