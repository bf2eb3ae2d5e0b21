package io.taffrail.controller.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PeerProbeTest {

    private static final Duration SHORTER_THAN_ITS_TIMEOUT = Duration.ofSeconds(8);

    @Test
    void whereTheLogOfOneEndsThatIsNotThereIsNotKnown() throws Exception {
        try (var probe = new PeerProbe(List.of(peer(PeerPorts.next())))) {
            assertThat(probe.logEnd(2)).isEmpty();
        }
    }

    @Test
    void whoIsInterruptedDoesNotWaitForOneThatIsMute() throws Exception {
        try (var mute = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            var heard = new CompletableFuture<Optional<LogEnd>>();
            Thread asking = Thread.ofPlatform().daemon().start(() -> ask(mute, heard));
            mute.accept();

            asking.interrupt();

            assertThat(asking.join(SHORTER_THAN_ITS_TIMEOUT)).isTrue();
            assertThat(heard.get(1, TimeUnit.SECONDS)).isEmpty();
        }
    }

    private static void ask(ServerSocket mute, CompletableFuture<Optional<LogEnd>> heard) {
        try (var probe = new PeerProbe(List.of(peer(mute.getLocalPort())))) {
            heard.complete(probe.logEnd(2));
        } catch (Exception e) {
            heard.completeExceptionally(e);
        }
    }

    private static QuorumConfig.Peer peer(int port) {
        return new QuorumConfig.Peer(2, "127.0.0.1", port);
    }
}
