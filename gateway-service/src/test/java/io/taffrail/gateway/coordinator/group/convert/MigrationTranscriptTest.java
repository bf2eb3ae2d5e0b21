package io.taffrail.gateway.coordinator.group.convert;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.kernel.fault.Rejection;
import org.junit.jupiter.api.Test;

/** Whole migrations, up and down, while everybody reads; after each step the log loads alike. */
class MigrationTranscriptTest {

    private static final String UP_AND_DOWN =
            """
            c1 and c2 join
                classic Stable: c1@1[0,2,4] c2@1[1,3,5]
            m1 joins
                consumer Stable: c1@2[0,2] c2@2[1,3] m1@2[4,5]
            c1 leaves
                consumer Stable: c2@3[0,1,3] m1@3[2,4,5]
            m2 joins
                consumer Stable: c2@4[0,1] m1@4[2,4] m2@4[3,5]
            c2 leaves
                consumer Stable: m1@5[0,2,4] m2@5[1,3,5]
            d1 joins
                consumer Stable: d1@6[4,5] m1@6[0,2] m2@6[1,3]
            m1 leaves
                consumer Stable: d1@7[0,4,5] m2@7[1,2,3]
            d2 joins
                consumer Stable: d1@8[0,4] d2@8[3,5] m2@8[1,2]
            m2 leaves
                classic Stable: d1@9[0,2,4] d2@9[1,3,5]
            """;

    private final MixedGroup group = new MixedGroup();
    private final StringBuilder text = new StringBuilder();

    private void settle(String what) {
        text.append(what).append("\n    ").append(group.settle().line()).append('\n');
    }

    @Test
    void eagerConsumersAreReplacedOneByOneAndBackAgain() {
        upAndDown(group.eager("c1"), group.eager("c2"), group.eager("d1"), group.eager("d2"));

        assertThat(text.toString()).isEqualTo(UP_AND_DOWN);
    }

    @Test
    void cooperativeConsumersAreReplacedOneByOneAndBackAgain() {
        upAndDown(
                group.cooperative("c1"),
                group.cooperative("c2"),
                group.cooperative("d1"),
                group.cooperative("d2"));

        assertThat(text.toString()).isEqualTo(UP_AND_DOWN);
    }

    /** As heartbeats come and go, one after the other. */
    @Test
    void aCooperativeMemberKeepsReadingWhileItGivesItsShareUp() {
        ClassicConsumer only = group.cooperative("c");
        only.join();
        group.settle();

        ModernConsumer joining = group.modern("m");
        joining.join();
        shows("consumer Reconciling: c@1[0,1,2,3,4,5] m@2[]");

        only.beat();
        shows("consumer Reconciling: c@2[0,1,2] m@2[]");

        joining.beat();
        shows("consumer Stable: c@2[0,1,2] m@2[3,4,5]");
        assertThat(only.refusals).containsExactly(Rejection.REBALANCE_IN_PROGRESS);
    }

    private void shows(String line) {
        assertThat(group.line()).isEqualTo(line);
        group.assertLoadsAlike();
    }

    private void upAndDown(
            ClassicConsumer c1, ClassicConsumer c2, ClassicConsumer d1, ClassicConsumer d2) {
        group.forget(d1);
        group.forget(d2);
        c1.join();
        c2.join();
        settle("c1 and c2 join");
        ModernConsumer m1 = group.modern("m1");
        m1.join();
        settle("m1 joins");
        c1.leave();
        group.forget(c1);
        settle("c1 leaves");
        ModernConsumer m2 = group.modern("m2");
        m2.join();
        settle("m2 joins");
        c2.leave();
        group.forget(c2);
        settle("c2 leaves");
        group.remember(d1);
        d1.join();
        settle("d1 joins");
        m1.leave();
        group.forget(m1);
        settle("m1 leaves");
        group.remember(d2);
        d2.join();
        settle("d2 joins");
        m2.leave();
        group.forget(m2);
        settle("m2 leaves");
    }
}
