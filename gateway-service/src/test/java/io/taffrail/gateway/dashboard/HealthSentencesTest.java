package io.taffrail.gateway.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.gateway.dashboard.ClusterViews.Counts;
import io.taffrail.gateway.dashboard.ClusterViews.Disk;
import io.taffrail.gateway.dashboard.ClusterViews.Health;
import io.taffrail.gateway.dashboard.ClusterViews.WorstLag;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HealthSentencesTest {

    private static final Counts FINE = counts(3, 3, 0, 0, 0);

    @Test
    void aClusterInOrderSaysSo() {
        assertThat(health(FINE, List.of(), List.of()))
                .isEqualTo(
                        new Health(
                                "ok",
                                List.of(
                                        "3 brokers up",
                                        "0 under-replicated partitions",
                                        "no group is more than 10 s behind")));
    }

    @Test
    void whatIsLostComesBeforeWhatIsLate() {
        Health health =
                health(
                        counts(3, 2, 1, 12, 2),
                        List.of(2),
                        List.of(
                                new WorstLag("billing", "orders", 0, "9", 42.4),
                                new WorstLag("billing", "orders", 1, "9", 41.0),
                                new WorstLag("slow", "orders", 1, "9", 7_300.0),
                                new WorstLag("fine", "orders", 1, "1", 2.0)));
        assertThat(health.level()).isEqualTo("bad");
        assertThat(health.sentences())
                .containsExactly(
                        "1 partition is offline: nobody leads it",
                        "2 partitions are below min.insync.replicas: nothing is acknowledged there",
                        "broker 2 is down",
                        "12 under-replicated partitions",
                        "group billing is 42 s behind",
                        "group slow is 2 h behind",
                        "2 brokers up");
    }

    @Test
    void aDiskThatIsLostIsBadAndOneThatIsNearlyFullIsAWarning() {
        Health health =
                HealthSentences.of(
                        FINE,
                        List.of(),
                        List.of(3),
                        true,
                        Map.of(
                                1,
                                Map.of("/a", new Disk(-1, -1, 0, true)),
                                2,
                                Map.of("/b", new Disk(1_000, 42, 0, false))),
                        List.of());
        assertThat(health.level()).isEqualTo("bad");
        assertThat(health.sentences())
                .startsWith("broker 1 has lost its log directory /a")
                .contains("broker 2 has 4 % left in /b", "broker 3 does not answer this gateway");
    }

    @Test
    void withoutALeadingControllerNothingCanBeChanged() {
        Health health = HealthSentences.of(FINE, List.of(), List.of(), false, Map.of(), List.of());
        assertThat(health.level()).isEqualTo("bad");
        assertThat(health.sentences().getFirst())
                .isEqualTo("no controller leads or answers: nothing can be changed");
    }

    private static Health health(Counts counts, List<Integer> down, List<WorstLag> lags) {
        return HealthSentences.of(counts, down, List.of(), true, Map.of(), lags);
    }

    private static Counts counts(
            int brokers, int up, int offline, int underReplicated, int underMinIsr) {
        return new Counts(brokers, up, 3, 3, 2, 5, 50, offline, underReplicated, underMinIsr, 4);
    }
}
