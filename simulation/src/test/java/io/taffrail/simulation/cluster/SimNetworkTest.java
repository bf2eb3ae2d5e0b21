package io.taffrail.simulation.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SimNetworkTest {

    private final Random random = new Random(7);
    private final SimScheduler scheduler = new SimScheduler(random);
    private final SimNetwork network = new SimNetwork(scheduler, random);
    private final SimProcess receiver = new SimProcess(scheduler);
    private final List<Integer> arrived = new ArrayList<>();

    @Test
    void whatOneNodeSendsAnotherArrivesInOrder() {
        IntStream.range(0, 50).forEach(number -> send(1, 2, number));
        runAll();
        assertThat(arrived).hasSize(50).isSorted();
    }

    @Test
    void messagesOfDifferentNodesOvertakeEachOther() {
        IntStream.range(0, 50).forEach(number -> send(number, 99, number));
        runAll();
        assertThat(arrived).hasSize(50).isNotEqualTo(IntStream.range(0, 50).boxed().toList());
    }

    @Test
    void aCutStopsOneDirectionAndWhatIsUnderWayInIt() {
        send(1, 2, 1);
        network.cut(1, 2);
        send(1, 2, 2);
        send(2, 1, 3);
        runAll();
        assertThat(arrived).containsExactly(3);
        network.heal();
        send(1, 2, 4);
        runAll();
        assertThat(arrived).containsExactly(3, 4);
    }

    @Test
    void someAreLostAndTheOthersStayInOrder() {
        network.lose(0.5);
        IntStream.range(0, 50).forEach(number -> send(1, 2, number));
        runAll();
        assertThat(arrived).hasSizeBetween(10, 40).isSorted();
    }

    @Test
    void aProcessThatWasKilledBeforeTheArrivalGetsNothing() {
        send(1, 2, 1);
        receiver.kill();
        runAll();
        assertThat(arrived).isEmpty();
    }

    private void send(int from, int to, int number) {
        network.send(from, to, receiver, () -> arrived.add(number));
    }

    private void runAll() {
        while (scheduler.step()) {}
    }
}
