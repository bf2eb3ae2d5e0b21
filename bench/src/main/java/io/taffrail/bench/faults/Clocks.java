package io.taffrail.bench.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Clocks that are set while their node runs, by Debian's libfaketime. */
final class Clocks {

    private static final int HOUR_S = 3_600;
    private static final int WRONG_S = 6;
    private static final int RIGHT_AGAIN_S = 2;

    private Clocks() {}

    static List<Fault> all() {
        return List.of(
                clock("clock-forward", Role.LEADER, "broker", HOUR_S),
                clock("clock-back", Role.LEADER, "broker", -HOUR_S),
                clock("clock-forward-controller", Role.CONTROLLER, "controller", HOUR_S),
                clock("clock-back-controller", Role.CONTROLLER, "controller", -HOUR_S));
    }

    /** All nodes of the kind are restarted under clocks that can be set, one after the other. */
    private static Fault clock(String name, Role role, String kind, int seconds) {
        String title = role == Role.CONTROLLER ? "active controller" : role.word();
        return Fault.of(
                        name,
                        title + ", by an hour, while it leads",
                        scene -> {
                            Path file = file(role.in(scene));
                            Files.writeString(file, (seconds > 0 ? "+" : "") + seconds);
                            scene.rest(WRONG_S);
                            Files.writeString(file, "+0");
                            scene.rest(RIGHT_AGAIN_S);
                        })
                .prepared(scene -> {
                    for (Node each : scene.cluster().nodes(kind)) {
                        Files.writeString(file(each), "+0");
                        restart(scene, each, environment(file(each)));
                    }
                })
                .tidied(scene -> {
                    for (Node each : scene.cluster().nodes(kind)) {
                        restart(scene, each, Map.of());
                        Files.delete(file(each));
                    }
                });
    }

    private static Path file(Node node) {
        return node.data().resolveSibling("clock");
    }

    private static void restart(Scene scene, Node node, Map<String, String> environment)
            throws IOException, InterruptedException {
        scene.kill(List.of(node));
        node.start(environment);
        scene.cluster().awaitWhole();
    }

    private static Map<String, String> environment(Path file) {
        return Map.of(
                "LD_PRELOAD",
                "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1",
                "FAKETIME_TIMESTAMP_FILE",
                file.toString(),
                "FAKETIME_NO_CACHE",
                "1",
                "DONT_FAKE_MONOTONIC",
                "1",
                // The JVM waits by the monotonic clock; with the fix for whoever does not, its
                // waits end at once.
                "FAKETIME_FORCE_MONOTONIC_FIX",
                "0");
    }
}
