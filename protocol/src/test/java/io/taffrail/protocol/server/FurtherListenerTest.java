package io.taffrail.protocol.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taffrail.kernel.metadata.Endpoint;
import java.util.List;
import org.junit.jupiter.api.Test;

class FurtherListenerTest {

    @Test
    void clientsAreToldWhatIsAdvertisedUnderTheSameName() {
        List<FurtherListener> listeners =
                FurtherListener.parse(
                        List.of("HOST://0.0.0.0:19092", "vpn://10.0.0.7:19093"),
                        List.of("HOST://localhost:9092"));

        assertThat(listeners)
                .containsExactly(
                        new FurtherListener("HOST", "0.0.0.0", 19092, "localhost", 9092),
                        new FurtherListener("VPN", "10.0.0.7", 19093, "10.0.0.7", 0));
        assertThat(listeners.getFirst().endpoint(19092))
                .isEqualTo(new Endpoint("HOST", "localhost", 9092));
    }

    @Test
    void withoutAnAdvertisedPortTheOneThatItGotIsTold() {
        FurtherListener any =
                FurtherListener.parse(List.of("HOST://127.0.0.1:0"), List.of()).getFirst();

        assertThat(any.endpoint(40_001)).isEqualTo(new Endpoint("HOST", "127.0.0.1", 40_001));
    }

    @Test
    void anAddressOfTheNewInternetStandsInBrackets() {
        assertThat(FurtherListener.parse(List.of("HOST://[::1]:19092"), List.of()))
                .containsExactly(new FurtherListener("HOST", "::1", 19092, "::1", 0));
    }

    @Test
    void whatNoClientCanConnectToIsNotAdvertised() {
        assertThatThrownBy(() -> FurtherListener.parse(List.of("HOST://0.0.0.0:19092"), List.of()))
                .hasMessageContaining("listener HOST advertises 0.0.0.0")
                .hasMessageContaining("set the advertised host");
    }

    @Test
    void whatCannotBeReadIsNamedWithTheFormThatCan() {
        for (String bad : List.of("HOST", "HOST://", "HOST://x", "://x:1", "HOST://x:y")) {
            assertThatThrownBy(() -> FurtherListener.parse(List.of(bad), List.of()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'" + bad + "'")
                    .hasMessageContaining("NAME://host:port");
        }
    }

    @Test
    void aNameStandsForOneListenerAndNeverForTheFirst() {
        assertThatThrownBy(() ->
                        FurtherListener.parse(
                                List.of("A://127.0.0.1:1", "A://127.0.0.1:2"), List.of()))
                .hasMessageContaining("A is there twice");
        assertThatThrownBy(() -> FurtherListener.parse(List.of("KAFKA://127.0.0.1:1"), List.of()))
                .hasMessageContaining("is called KAFKA");
        assertThatThrownBy(() ->
                        FurtherListener.parse(
                                List.of("A://127.0.0.1:1"), List.of("B://example.org:1")))
                .hasMessageContaining("B://example.org:1 is advertised, but nothing listens");
    }
}
