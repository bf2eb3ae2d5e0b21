package io.taffrail.bench.faults;

import java.util.ArrayList;
import java.util.List;

/** Processes that are stopped by a signal: for good, or with all that they started for a while. */
final class Pauses {

    private static final int[] LENGTHS_S = {3, 15, 60};

    private Pauses() {}

    static List<Fault> all() {
        List<Fault> all = new ArrayList<>();
        for (Role role : Role.values()) {
            all.add(
                    Fault.of(
                            "stop-" + role.word(),
                            role.word() + ", SIGSTOP to its process alone",
                            scene -> scene.stopProcess(role.in(scene))));
        }
        for (int seconds : LENGTHS_S) {
            for (Role role : Role.values()) {
                all.add(
                        Fault.of(
                                "pause-%d-%s".formatted(seconds, role.word()),
                                role.word(),
                                scene -> scene.hold(role.in(scene), seconds)));
            }
        }
        return all;
    }
}
