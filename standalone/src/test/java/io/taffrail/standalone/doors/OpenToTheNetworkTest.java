package io.taffrail.standalone.doors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taffrail.standalone.Program;
import io.taffrail.standalone.Standalone;
import io.taffrail.standalone.UpOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A node that lets other machines in, and asks nobody for a password. */
@Tag("system")
@ExtendWith(OutputCaptureExtension.class)
class OpenToTheNetworkTest {

    @TempDir Path directory;

    @Test
    void itSaysSoForEachListenerWhenItStartsAndOnTheDashboard(CapturedOutput printed)
            throws Exception {
        var options = new UpOptions(directory, 0, 0, "0.0.0.0", Map.of());
        try (Standalone node = Standalone.start(options)) {
            String open = "is OPEN TO THE NETWORK WITHOUT AUTHENTICATION: anybody who reaches it";
            assertThat(printed)
                    .contains("listener KAFKA at 0.0.0.0:" + node.kafkaPort() + " " + open)
                    .contains("listener HTTP at 0.0.0.0:" + node.httpPort() + " " + open)
                    .contains("Let it listen on 127.0.0.1");
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() ->
                            assertThat(overview(node))
                                    .contains(
                                            "gateway 1000: HTTP at 0.0.0.0:" + node.httpPort(),
                                            "gateway 1000: KAFKA at 0.0.0.0:" + node.kafkaPort()));
        }
    }

    private static String overview(Standalone node) {
        return Program.shell("curl -sf " + node.httpUrl() + "/ui/v1/overview").output();
    }
}
