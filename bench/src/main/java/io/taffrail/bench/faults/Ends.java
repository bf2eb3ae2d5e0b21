package io.taffrail.bench.faults;

import java.util.ArrayList;
import java.util.List;

/** Processes that end, by kill -9 or in order. */
final class Ends {

    private Ends() {}

    static List<Fault> all() {
        List<Fault> all = new ArrayList<>();
        for (Role role : Role.values()) {
            all.add(
                    Fault.of(
                            "kill-" + role.word(),
                            role.word(),
                            scene -> scene.killAndRestart(List.of(role.in(scene)))));
        }
        all.add(
                Fault.of(
                        "kill-brokers",
                        "all brokers at once",
                        scene -> scene.killAndRestart(scene.cluster().nodes("broker"))));
        all.add(
                Fault.of(
                        "kill-all",
                        "all nodes at once",
                        scene -> scene.killAndRestart(scene.cluster().nodes())));
        all.add(
                Fault.of(
                        "rolling-restart",
                        "all eight nodes",
                        scene -> scene.cluster().rollingRestart()));
        return all;
    }
}
