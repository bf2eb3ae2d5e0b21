package io.taffrail.bench.faults;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** All faults, in the order in which the table shows them. */
final class Faults {

    private static final int CUT_S = 6;
    private static final int HOUR_S = 3_600;

    private Faults() {}

    static List<Fault> all() {
        List<Fault> all = new ArrayList<>();
        all.add(Fault.of("none", "nobody", scene -> scene.rest(8)));
        all.addAll(ends());
        all.addAll(pauses());
        all.add(
                Fault.of(
                        "rolling-restart",
                        "all eight nodes",
                        scene -> scene.cluster().rollingRestart()));
        all.addAll(cuts());
        all.addAll(disks());
        all.addAll(BitFlips.all());
        return all;
    }

    private static List<Fault> ends() {
        return List.of(
                kill("leader", Scene::leader),
                kill("follower", Scene::follower),
                kill("controller", Scene::controller),
                kill("gateway", Scene::gateway),
                Fault.of(
                        "kill-brokers",
                        "all brokers at once",
                        scene -> scene.killAndRestart(scene.cluster().nodes("broker"))),
                Fault.of(
                        "kill-all",
                        "all nodes at once",
                        scene -> scene.killAndRestart(scene.cluster().nodes())));
    }

    private static Fault kill(String role, Function<Scene, Node> node) {
        return Fault.of(
                "kill-" + role, role, scene -> scene.killAndRestart(List.of(node.apply(scene))));
    }

    private static List<Fault> pauses() {
        List<Fault> all = new ArrayList<>();
        Map<String, Function<Scene, Node>> roles = new java.util.LinkedHashMap<>();
        roles.put("leader", Scene::leader);
        roles.put("follower", Scene::follower);
        roles.put("controller", Scene::controller);
        roles.put("gateway", Scene::gateway);
        roles.forEach((role, node) ->
                all.add(
                        Fault.of(
                                "stop-" + role,
                                role,
                                scene -> scene.stopProcess(node.apply(scene)))));
        for (int seconds : new int[] {3, 15}) {
            roles.forEach((role, node) ->
                    all.add(
                            Fault.of(
                                    "pause-%d-%s".formatted(seconds, role),
                                    role,
                                    scene -> scene.hold(node.apply(scene), seconds))));
        }
        return all;
    }

    private static List<Fault> cuts() {
        return List.of(
                Fault.ofNetwork(
                        "cut",
                        "leader, from everybody",
                        scene -> {
                            scene.cluster().network().cutInbound(scene.leader().name());
                            scene.cluster().network().cutOutbound(scene.leader().name());
                            scene.rest(CUT_S);
                        }),
                Fault.ofNetwork(
                        "cut-inbound",
                        "leader, nothing arrives",
                        scene -> {
                            scene.cluster().network().cutInbound(scene.leader().name());
                            scene.rest(CUT_S);
                        }),
                Fault.ofNetwork(
                        "cut-outbound",
                        "leader, nothing leaves",
                        scene -> {
                            scene.cluster().network().cutOutbound(scene.leader().name());
                            scene.rest(CUT_S);
                        }),
                Fault.ofNetwork(
                        "cut-controllers",
                        "leader ↔ controllers",
                        scene -> {
                            for (Node each : scene.cluster().nodes("controller")) {
                                scene.cutBothWays(scene.leader(), each);
                            }
                            scene.rest(CUT_S);
                        }),
                Fault.ofNetwork(
                        "cut-followers",
                        "leader ↔ other brokers",
                        scene -> {
                            for (Node each : scene.cluster().nodes("broker")) {
                                if (each != scene.leader()) {
                                    scene.cutBothWays(scene.leader(), each);
                                }
                            }
                            scene.rest(CUT_S);
                        }),
                Fault.ofNetwork(
                        "cut-active",
                        "active controller, from everybody",
                        scene -> {
                            scene.cluster().network().cutInbound(scene.controller().name());
                            scene.cluster().network().cutOutbound(scene.controller().name());
                            scene.rest(CUT_S);
                        }),
                Fault.ofNetwork(
                        "flapping",
                        "leader, cut every other second",
                        scene -> {
                            for (int i = 0; i < CUT_S; i++) {
                                scene.cluster().network().cutInbound(scene.leader().name());
                                scene.cluster().network().cutOutbound(scene.leader().name());
                                scene.rest(1);
                                scene.heal();
                                scene.rest(1);
                            }
                        }),
                Fault.ofNetwork(
                        "loss",
                        "all brokers, 5 % of what arrives",
                        scene -> {
                            for (Node each : scene.cluster().nodes("broker")) {
                                scene.cluster().network().lose(each.name(), 5);
                            }
                            scene.rest(2 * CUT_S);
                        }));
    }

    private static List<Fault> disks() {
        return List.of(
                new Fault(
                        "disk-full",
                        "leader, for 6 s",
                        false,
                        scene -> scene.disks().moveToSmall(scene.leader()),
                        scene -> {
                            scene.disks().fill(scene.leader());
                            scene.rest(CUT_S);
                            scene.disks().empty(scene.leader());
                        },
                        scene -> scene.disks().moveBack()),
                new Fault(
                        "power-loss",
                        "all brokers at once: ext4 shut down without its journal",
                        false,
                        scene -> {
                            for (Node each : scene.cluster().nodes("broker")) {
                                scene.disks().moveToLoop(each);
                            }
                        },
                        scene -> {
                            for (Node each : scene.cluster().nodes("broker")) {
                                scene.disks().stopWriting(each);
                            }
                            scene.kill(scene.cluster().nodes("broker"));
                            for (Node each : scene.cluster().nodes("broker")) {
                                scene.disks().mountAgain(each);
                            }
                        },
                        scene -> scene.disks().moveBack()),
                Fault.of(
                        "wiped-disk",
                        "leader",
                        scene -> {
                            scene.kill(List.of(scene.leader()));
                            Shell.run("rm", "-rf", scene.leader().data().toString());
                            scene.rest(2);
                        }),
                clock("clock-forward", HOUR_S),
                clock("clock-back", -HOUR_S));
    }

    /** The leader is restarted under a clock that can be set, and later set while it leads. */
    private static Fault clock(String name, int seconds) {
        return new Fault(
                name,
                "leader, by an hour",
                false,
                scene -> {
                    var file = scene.leader().data().resolveSibling("clock");
                    Files.writeString(file, "+0");
                    scene.kill(List.of(scene.leader()));
                    scene.leader()
                            .start(
                                    Map.of(
                                            "LD_PRELOAD",
                                            "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1",
                                            "FAKETIME_TIMESTAMP_FILE",
                                            file.toString(),
                                            "FAKETIME_NO_CACHE",
                                            "1",
                                            "DONT_FAKE_MONOTONIC",
                                            "1",
                                            // The JVM waits by the monotonic clock; with the fix
                                            // for whoever does not, its waits end at once.
                                            "FAKETIME_FORCE_MONOTONIC_FIX",
                                            "0"));
                    scene.cluster().awaitWhole();
                },
                scene -> {
                    var file = scene.leader().data().resolveSibling("clock");
                    if (!Files.exists(file)) {
                        throw new IllegalStateException(
                                scene.leader().name() + " leads, whose clock cannot be set");
                    }
                    Files.writeString(file, (seconds > 0 ? "+" : "") + seconds);
                    scene.rest(CUT_S);
                    Files.writeString(file, "+0");
                    scene.rest(2);
                },
                scene -> {
                    scene.kill(List.of(scene.leader()));
                    Files.delete(scene.leader().data().resolveSibling("clock"));
                });
    }
}
