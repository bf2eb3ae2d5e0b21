package io.taffrail.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.bench.faults.FaultTable.Load;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaultsTest {

    @Test
    void eachFaultHasANameOfItsOwn() {
        assertThat(Faults.all()).extracting(Fault::name).doesNotHaveDuplicates();
    }

    @Test
    void aNetworkIsNeededByCutsOnly() {
        assertThat(Fault.named("network"))
                .extracting(Fault::name)
                .contains("cut", "minority", "flapping", "loss")
                .doesNotContain("kill-leader", "disk-full");
    }

    @Test
    void anyFaultCanBeDoneWhileReplicasMove() {
        assertThat(Fault.named("cut+moves"))
                .singleElement()
                .satisfies(fault -> {
                    assertThat(fault.name()).isEqualTo("cut+moves");
                    assertThat(fault.isMoving()).isTrue();
                    assertThat(fault.isApart()).isTrue();
                });
        assertThat(Fault.named("all+moves")).hasSameSizeAs(Fault.named("all"));
        assertThat(Fault.named("rust+moves")).isEmpty();
    }

    @Test
    void aRowCountsRoundsAndTellsTheirMedianAndWorstGap() {
        var load =
                new Load(50, 2, new Verdict(), List.of(kafkaGap(30), kafkaGap(10), kafkaGap(20)));

        assertThat(
                        FaultTable.row(
                                Fault.of("pull-plug", "leader", scene -> {}), List.of(load, load)))
                .startsWith("| pull-plug | leader | 6 | 100 | 4 | 0 |")
                .contains("| 20, 30 |");
    }

    private static RoundGaps kafkaGap(long ms) {
        return new RoundGaps(List.of(new Gaps.Gap("a/0", ms, 0)), List.of());
    }

    @Test
    void aFlippedBitIsInWhatWasWrittenAndNotInTheZerosBehindIt() {
        assertThat(BitFlips.writtenBytes(new byte[] {0, 3, 0, 0})).isEqualTo(2);
        assertThat(BitFlips.writtenBytes(new byte[] {0, 0})).isEqualTo(1);
    }
}
