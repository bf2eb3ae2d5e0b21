package io.taffrail.controller.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.controller.ControllerConfig;
import io.taffrail.controller.ControllerNode;
import io.taffrail.controller.quorum.LocalMetadataLog;
import io.taffrail.controller.quorum.QuorumConfig;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.runtime.Clock;
import io.taffrail.kernel.runtime.ThreadLoop;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A controller that needs no others, listening for the time of one test. Nothing may have broken on
 * its loop by the end.
 */
final class LoneController implements BeforeEachCallback, AfterEachCallback {

    private final List<Throwable> broken = new CopyOnWriteArrayList<>();
    private final ControllerNode node;
    private boolean stopped;

    LoneController(Map<String, String> settings) {
        this(settings, 30_000);
    }

    LoneController(Map<String, String> settings, long sessionTimeoutMs) {
        node =
                new ControllerNode(
                        new ControllerConfig(
                                QuorumConfig.alone(1, Path.of("unused")),
                                "127.0.0.1",
                                0,
                                sessionTimeoutMs,
                                1_000,
                                settings),
                        new LocalMetadataLog(Clock.system(), 1),
                        new ThreadLoop("controller", 1_000, Clock.system(), broken::add),
                        Clock.system(),
                        List.of());
    }

    @Override
    public void beforeEach(ExtensionContext test) throws Exception {
        node.start();
        node.ready().get(10, TimeUnit.SECONDS);
    }

    @Override
    public void afterEach(ExtensionContext test) throws Exception {
        stop();
        assertThat(broken).isEmpty();
    }

    void stop() throws IOException {
        if (!stopped) {
            stopped = true;
            node.close();
        }
    }

    int port() {
        return node.port();
    }

    MetadataImage image() {
        return node.image();
    }
}
