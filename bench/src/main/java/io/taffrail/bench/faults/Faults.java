package io.taffrail.bench.faults;

import java.util.ArrayList;
import java.util.List;

/** All faults, in the order in which the table shows them. */
final class Faults {

    private static final int QUIET_S = 8;

    private Faults() {}

    static List<Fault> all() {
        List<Fault> all = new ArrayList<>();
        all.add(Fault.of("none", "nobody", scene -> scene.rest(QUIET_S)));
        all.addAll(Ends.all());
        all.addAll(Pauses.all());
        all.addAll(Cuts.all());
        all.addAll(SickDisks.all());
        all.addAll(LostDisks.all());
        all.addAll(Clocks.all());
        all.addAll(BitFlips.all());
        all.addAll(ControllerFlips.all());
        return all;
    }
}
