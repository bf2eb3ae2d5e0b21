package io.taffrail.gateway.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.gateway.dashboard.ClusterViews.Controller;
import io.taffrail.kernel.metadata.Endpoint;
import io.taffrail.kernel.metadata.MetadataEvent.NodeRegistered;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.NodeImage;
import io.taffrail.kernel.metadata.NodeRole;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class OpenListenersTest {

    private static final OpenListeners.Bound LOOPBACK =
            new OpenListeners.Bound(1000, "127.0.0.1", "127.0.0.1");

    @Test
    void aClusterOnLoopbackHasNone() {
        MetadataImage image =
                image(1, endpoint("KAFKA", "127.0.0.1")).evolve(gateway("127.0.0.1"), 2);
        assertThat(OpenListeners.of(image, Map.of(1, controller("127.0.0.1")), LOOPBACK)).isEmpty();
        assertThat(OpenListeners.of(image, Map.of(1, alone()), LOOPBACK)).isEmpty();
    }

    @Test
    void ownOnesAreKnownByWhatTheyAreBoundToThoughTheyAreFoundAtLocalhost() {
        MetadataImage image = MetadataImage.EMPTY.evolve(gateway("127.0.0.1"), 1);
        assertThat(
                        OpenListeners.of(
                                image,
                                Map.of(),
                                new OpenListeners.Bound(1000, "0.0.0.0", "127.0.0.1")))
                .containsExactly("gateway 1000: HTTP at 0.0.0.0:8080");
    }

    @Test
    void othersAreKnownByWhereTheySayThatTheyAreFound() {
        MetadataImage image =
                image(1, endpoint("KAFKA", "broker-1"), endpoint("HOST", "localhost"));
        assertThat(OpenListeners.of(image, Map.of(3, controller("10.0.0.3")), LOOPBACK))
                .containsExactly(
                        "controller 3 at 10.0.0.3:8080", "broker 1: KAFKA at broker-1:8080");
    }

    private static Controller controller(String host) {
        return new Controller(host, 8080, true, 1, true);
    }

    private static Controller alone() {
        return new Controller(null, null, true, 1, true);
    }

    private static Endpoint endpoint(String listener, String host) {
        return new Endpoint(listener, host, 8080);
    }

    private static MetadataImage image(int broker, Endpoint... endpoints) {
        return MetadataImage.EMPTY.evolve(
                registered(broker, NodeRole.BROKER, List.of(endpoints)), 1);
    }

    private static NodeRegistered gateway(String host) {
        return registered(
                1000, NodeRole.GATEWAY, List.of(endpoint("HTTP", host), endpoint("KAFKA", host)));
    }

    private static NodeRegistered registered(int id, NodeRole role, List<Endpoint> endpoints) {
        return new NodeRegistered(
                new NodeImage(
                        id, role, 1, new UUID(0, id), endpoints, null, false, false, List.of()));
    }
}
