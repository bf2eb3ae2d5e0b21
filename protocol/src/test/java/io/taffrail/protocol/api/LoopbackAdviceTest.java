package io.taffrail.protocol.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.kernel.metadata.Endpoint;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoopbackAdviceTest {

    @Test
    void aClientFromElsewhereThatIsSentToItselfIsSpokenOf() throws Exception {
        for (String host : List.of("localhost", "127.0.0.1", "::1")) {
            assertThat(advice("172.18.0.5", host))
                    .contains("a client at 172.18.0.5 is told to go on at " + host + ":9092")
                    .contains("set the advertised host of listener KAFKA");
        }
    }

    @Test
    void whoCanFollowIsNot() throws Exception {
        assertThat(advice("127.0.0.1", "localhost")).as("on this machine").isNull();
        assertThat(advice("172.18.0.5", "broker-1")).as("by a name").isNull();
    }

    private static String advice(String peer, String host) throws UnknownHostException {
        return LoopbackAdvice.advice(
                InetAddress.getByName(peer), new Endpoint(Endpoint.KAFKA, host, 9092));
    }
}
