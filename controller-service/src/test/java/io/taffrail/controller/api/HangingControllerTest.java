package io.taffrail.controller.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a node does when the controller that it is tied to hangs, and another one leads. */
class HangingControllerTest {

    private static final int NODE = 0;
    private static final long HEARTBEAT_MS = 700;

    /** Longer than a node may take to find the other way, shorter than it took to give one up. */
    private static final long SESSION_MS = 5_000;

    @RegisterExtension
    private final LoneController controller = new LoneController(Map.of(), SESSION_MS);

    @Test
    void itIsFoundElsewhereBeforeTheNodeIsTakenForDead() throws Exception {
        try (var hanging = new HeldRelay(controller.port());
                var other = new HeldRelay(controller.port());
                var node =
                        new TestNode(
                                NODE,
                                new UUID(7, NODE),
                                HEARTBEAT_MS,
                                hanging.port(),
                                other.port())) {
            node.link.discover();
            node.link.register(List.of(new UUID(8, NODE)));
            await().atMost(Duration.ofSeconds(20)).until(() -> node.link.ready().isDone());
            long epoch = node.link.nodeEpoch();

            hanging.hold();
            await().atMost(Duration.ofSeconds(20)).until(() -> other.accepted() > 0 || isFenced());

            assertThat(isFenced()).isFalse();
            assertThat(node.link.nodeEpoch()).isEqualTo(epoch);
        }
    }

    private boolean isFenced() {
        return Objects.requireNonNull(controller.image().node(NODE)).fenced();
    }
}
