package io.taffrail.controller.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.controller.command.ControllerCommand.BeginShutdown;
import io.taffrail.controller.command.ControllerCommand.FenceNode;
import io.taffrail.controller.command.ControllerCommand.UnfenceNode;
import io.taffrail.controller.liveness.Heartbeats.Heartbeat;
import io.taffrail.kernel.metadata.MetadataEvent.NodeFenced;
import io.taffrail.kernel.metadata.MetadataEvent.NodeRegistered;
import io.taffrail.kernel.metadata.MetadataEvent.NodeUnfenced;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.NodeImage;
import io.taffrail.kernel.metadata.NodeRole;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class HeartbeatsTest {

    private static final long EPOCH = 5;

    private final Heartbeats heartbeats = new Heartbeats(2_000);
    private final MetadataImage fenced =
            MetadataImage.EMPTY.evolve(
                    new NodeRegistered(
                            new NodeImage(
                                    1,
                                    NodeRole.BROKER,
                                    EPOCH,
                                    new UUID(0, 1),
                                    List.of(),
                                    null,
                                    true,
                                    false,
                                    List.of())),
                    EPOCH);
    private final MetadataImage alive = fenced.evolve(new NodeUnfenced(1, EPOCH), 6);

    @Test
    void aNodeThatHasCaughtUpWithItsRegistrationMayServe() {
        assertThat(Heartbeats.wish(fenced, new Heartbeat(1, EPOCH, EPOCH, false, false)))
                .contains(new UnfenceNode(1, EPOCH));
        assertThat(Heartbeats.wish(fenced, new Heartbeat(1, EPOCH, EPOCH - 1, false, false)))
                .as("it does not know yet that it is registered")
                .isEmpty();
        assertThat(Heartbeats.wish(fenced, new Heartbeat(1, EPOCH, EPOCH, true, false)))
                .as("it does not want to")
                .isEmpty();
    }

    @Test
    void aNodeMayAskToBeLeftOutOrToLeave() {
        assertThat(Heartbeats.wish(alive, new Heartbeat(1, EPOCH, 9, true, false)))
                .contains(new FenceNode(1, EPOCH));
        assertThat(Heartbeats.wish(alive, new Heartbeat(1, EPOCH, 9, false, true)))
                .contains(new BeginShutdown(1, EPOCH));
        assertThat(Heartbeats.wish(alive, new Heartbeat(1, EPOCH, 9, false, false))).isEmpty();
    }

    @Test
    void whatAnEarlierRegistrationSaysCountsForNothing() {
        assertThat(Heartbeats.wish(fenced, new Heartbeat(1, EPOCH - 1, 9, false, false))).isEmpty();
        heartbeats.heard(1, EPOCH - 1, "connection", 1_000);
        assertThat(heartbeats.overdue(alive, 1_001)).contains(new FenceNode(1, EPOCH));
    }

    @Test
    void aNodeThatIsSilentForTheSessionIsFencedAndNotBefore() {
        heartbeats.heard(1, EPOCH, "connection", 1_000);

        assertThat(heartbeats.overdue(alive, 2_999)).isEmpty();
        assertThat(heartbeats.overdue(alive, 3_000)).containsExactly(new FenceNode(1, EPOCH));
    }

    @Test
    void aNodeThatIsFencedAlreadyIsNotFencedAgain() {
        assertThat(heartbeats.overdue(alive.evolve(new NodeFenced(1, EPOCH), 7), 9_000)).isEmpty();
    }

    @Test
    void aConnectionThatClosesIsAsGoodAsATimeout() {
        heartbeats.heard(1, EPOCH, "connection", 1_000);

        assertThat(heartbeats.closed(alive, 1, "connection")).contains(new FenceNode(1, EPOCH));
    }

    @Test
    void anOldConnectionThatClosesLateKillsNobody() {
        assertThat(heartbeats.heard(1, EPOCH, "old", 1_000)).isTrue();
        assertThat(heartbeats.heard(1, EPOCH, "old", 1_100)).isFalse();
        assertThat(heartbeats.heard(1, EPOCH, "new", 1_200)).isTrue();

        assertThat(heartbeats.closed(alive, 1, "old")).isEmpty();
        assertThat(heartbeats.overdue(alive, 1_300)).isEmpty();
    }

    @Test
    void aNewLeaderGivesEverybodyAFullSession() {
        heartbeats.begin(alive, 50_000);

        assertThat(heartbeats.overdue(alive, 51_999)).isEmpty();
        assertThat(heartbeats.overdue(alive, 52_000)).hasSize(1);
    }
}
