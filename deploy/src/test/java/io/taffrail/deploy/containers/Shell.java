package io.taffrail.deploy.containers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A command that was run in the source tree, and what it printed. */
record Shell(int exitCode, String output) {

    static Shell run(Map<String, String> environment, Duration limit, String... command)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile("command", ".out");
        try {
            var builder =
                    new ProcessBuilder(command)
                            .directory(Path.of("..").toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile());
            builder.environment().putAll(environment);
            Process process;
            try {
                process = builder.start();
            } catch (IOException notFound) {
                return new Shell(127, String.valueOf(notFound.getMessage()));
            }
            process.getOutputStream().close();
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
                throw new AssertionError(
                        "%s did not end within %s; it printed: %s"
                                .formatted(
                                        String.join(" ", command),
                                        limit,
                                        Files.readString(output)));
            }
            return new Shell(process.exitValue(), Files.readString(output));
        } finally {
            Files.deleteIfExists(output);
        }
    }
}
