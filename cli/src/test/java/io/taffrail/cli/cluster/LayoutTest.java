package io.taffrail.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taffrail.cli.Taffrail.Failure;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class LayoutTest {

    private static final Path DIRECTORY = Path.of("cluster");

    @Test
    void eachNodeHasPortsOfItsOwn() {
        assertThat(new Layout(3, 4, 2, 9092, 8080, 19090).nodes(DIRECTORY))
                .flatExtracting(Layout.Node::ports)
                .doesNotHaveDuplicates();
    }

    @Test
    void aPortThatWouldBeTwoNodesIsNamedWithBoth() {
        // Kafka's ports reach from 24592 by twos to the second gateway's.
        assertThatThrownBy(() -> new Layout(3, 4, 2, 24_592, 24_580, 24_600).nodes(DIRECTORY))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("port 24602 would be that of controller-2 and of gateway-2")
                .hasMessageContaining("--port-base");
    }
}
