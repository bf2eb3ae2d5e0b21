package io.taffrail.controller.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.controller.command.ControllerCommand.FenceNode;
import io.taffrail.controller.command.ControllerCommand.PartitionName;
import io.taffrail.controller.command.ControllerCommand.UnfenceNode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Node 1 is the first of "a", "b", "c" and "d", node 2 of "e". */
class LeaderBalanceTest {

    private static final List<String> OF_NODE_1 = List.of("a", "b", "c", "d");

    private final Given given = Given.brokers(2);

    LeaderBalanceTest() {
        OF_NODE_1.forEach(name -> given.topic(name, List.of(List.of(1, 2))));
        given.topic("e", List.of(List.of(2, 1)));
    }

    @Test
    void nothingIsDueWhereFirstReplicasLead() {
        assertThat(LeaderBalance.due(given.image, 0)).isEmpty();
    }

    @Test
    void whatANodeLostByARestartIsDueAsSoonAsItIsInSync() {
        restart(1);
        assertThat(LeaderBalance.due(given.image, 10)).as("it is behind").isEmpty();
        given.propose("a", 2, 1);
        given.propose("c", 2, 1);
        assertThat(LeaderBalance.due(given.image, 10))
                .containsExactly(new PartitionName("a", 0), new PartitionName("c", 0));
    }

    @Test
    void aShareThatIsTolerableIsLeftAlone() {
        restart(1);
        OF_NODE_1.forEach(name -> given.propose(name, 2, 1));
        assertThat(LeaderBalance.due(given.image, 100)).isEmpty();
        assertThat(LeaderBalance.due(given.image, 99)).hasSize(4);
    }

    @Test
    void theShareIsCountedForEachBrokerByItself() {
        restart(2);
        given.propose("e", 1, 2);
        assertThat(LeaderBalance.due(given.image, 50))
                .as("one of five, but the only one of node 2")
                .containsExactly(new PartitionName("e", 0));
    }

    @Test
    void aNodeThatIsDownIsGivenNothing() {
        given.when(new FenceNode(1, given.epoch(1)));
        assertThat(LeaderBalance.due(given.image, 0)).isEmpty();
    }

    private void restart(int id) {
        given.when(new FenceNode(id, given.epoch(id)));
        given.when(new UnfenceNode(id, given.epoch(id)));
    }
}
