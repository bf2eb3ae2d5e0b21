package io.taffrail.protocol.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.kernel.metadata.Endpoint;
import io.taffrail.kernel.metadata.MetadataEvent.NodeRegistered;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.NodeImage;
import io.taffrail.kernel.metadata.NodeRole;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ListenersTest {

    private static final String HOST = "HOST";

    private final MetadataImage image =
            MetadataImage.EMPTY
                    .evolve(
                            registered(
                                    1, at(Endpoint.KAFKA, "broker-1"), at(HOST, "one.example.org")),
                            1)
                    .evolve(registered(2, at(Endpoint.KAFKA, "broker-2")), 2)
                    .evolve(
                            registered(
                                    1000,
                                    at("HTTP", "gateway"),
                                    at(Endpoint.KAFKA, "gateway"),
                                    at(HOST, "gate.example.org")),
                            3);

    @Test
    void whoeverComesInByAListenerIsToldTheAddressesOfThatListener() {
        assertThat(Listeners.reachable(image, Endpoint.KAFKA))
                .extracting(each -> each.endpoint().host())
                .containsExactly("broker-1", "broker-2", "gateway");
        assertThat(Listeners.reachable(image, HOST))
                .as("without the node that cannot be reached so")
                .extracting(each -> each.endpoint().host())
                .containsExactly("one.example.org", "gate.example.org");
    }

    @Test
    void nodesReachEachOtherByTheFirstListenerWhateverElseThereIs() {
        assertThat(image.nodes())
                .extracting(Listeners::kafkaEndpoint)
                .extracting(Endpoint::listener)
                .containsOnly(Endpoint.KAFKA);
    }

    @Test
    void aNodeIsShownOnlyWhereItListens() {
        NodeImage second = image.node(2);

        assertThat(Listeners.shown(image, second, Endpoint.KAFKA)).isNotNull();
        assertThat(Listeners.shown(image, second, HOST)).isNull();
    }

    @Test
    void aGatewayThatSharesTheListenersOfABrokerIsShownAsThatBroker() {
        MetadataImage shared =
                MetadataImage.EMPTY
                        .evolve(registered(1, at(Endpoint.KAFKA, "in"), at(HOST, "out")), 1)
                        .evolve(registered(1000, at(Endpoint.KAFKA, "in"), at(HOST, "out")), 2);

        for (String listener : List.of(Endpoint.KAFKA, HOST)) {
            assertThat(Listeners.reachable(shared, listener))
                    .extracting(each -> each.node().id())
                    .containsExactly(1);
        }
    }

    private static NodeRegistered registered(int id, Endpoint... endpoints) {
        return new NodeRegistered(
                new NodeImage(
                        id,
                        NodeRole.of(id),
                        1,
                        new UUID(2, id),
                        List.of(endpoints),
                        null,
                        false,
                        false,
                        List.of()));
    }

    private static Endpoint at(String listener, String host) {
        return new Endpoint(listener, host, 9092);
    }
}
