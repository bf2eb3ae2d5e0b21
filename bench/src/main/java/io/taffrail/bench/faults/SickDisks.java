package io.taffrail.bench.faults;

import java.io.IOException;
import java.util.List;

/** Disks that are full, that cannot be written, or that lose what was not synced. */
final class SickDisks {

    private static final int SICK_S = 6;

    private SickDisks() {}

    static List<Fault> all() {
        return List.of(
                full(
                        "disk-full",
                        "leader, for 6 s",
                        "broker",
                        scene -> {
                            scene.disks().fill(scene.leader());
                            scene.rest(SICK_S);
                            scene.disks().empty(scene.leader());
                        }),
                full(
                        "disk-full-controller",
                        "active controller, for 6 s, while topics are made",
                        "controller",
                        scene -> {
                            scene.disks().fill(scene.controller());
                            scene.promises().askFor(SICK_S);
                            scene.disks().empty(scene.controller());
                        }),
                full(
                        "disk-full-election",
                        "another controller, for 6 s from when the active one is killed",
                        "controller",
                        SickDisks::electWithFullDisk),
                readOnly("read-only", Role.LEADER, "broker"),
                readOnly("read-only-controller", Role.CONTROLLER, "controller"),
                powerLoss("power-loss", "all brokers at once", List.of("broker")),
                powerLoss(
                        "power-loss-both",
                        "all brokers and all controllers at once",
                        List.of("broker", "controller")));
    }

    private static List<Node> nodes(Scene scene, List<String> kinds) {
        return kinds.stream().flatMap(kind -> scene.cluster().nodes(kind).stream()).toList();
    }

    private static Fault full(String name, String on, String kind, Fault.Step harm) {
        return Fault.of(name, on, harm)
                .prepared(scene -> {
                    for (Node each : scene.cluster().nodes(kind)) {
                        scene.disks().moveToSmall(each);
                    }
                })
                .tidied(scene -> scene.disks().moveBack());
    }

    /** The two that are left need each other's votes, which a voter has to write down. */
    private static void electWithFullDisk(Scene scene) throws IOException, InterruptedException {
        List<Node> others =
                scene.cluster().nodes("controller").stream()
                        .filter(each -> each != scene.controller())
                        .toList();
        Node full = Scene.any(others, scene.chance());
        scene.disks().fill(full);
        scene.kill(List.of(scene.controller()));
        scene.promises().askFor(SICK_S);
        scene.disks().empty(full);
    }

    private static Fault readOnly(String name, Role role, String kind) {
        String title = role == Role.CONTROLLER ? "active controller" : role.word();
        return onLoops(
                Fault.of(
                        name,
                        title
                                + ": ext4 made read-only by the kernel; after 6 s the node is killed, the file system checked and mounted",
                        scene -> {
                            Node node = role.in(scene);
                            scene.disks().makeReadOnly(node);
                            if (role == Role.CONTROLLER) {
                                scene.promises().askFor(SICK_S);
                            } else {
                                scene.rest(SICK_S);
                            }
                            scene.kill(List.of(node));
                            scene.disks().mountAgain(node);
                        }),
                List.of(kind));
    }

    private static Fault powerLoss(String name, String on, List<String> kinds) {
        return onLoops(
                Fault.of(
                        name,
                        on + ": ext4 shut down without its journal",
                        scene -> {
                            List<Node> nodes = nodes(scene, kinds);
                            for (Node each : nodes) {
                                scene.disks().stopWriting(each);
                            }
                            scene.kill(nodes);
                            for (Node each : nodes) {
                                scene.disks().mountAgain(each);
                            }
                        }),
                kinds);
    }

    private static Fault onLoops(Fault fault, List<String> kinds) {
        return fault.prepared(
                        scene -> {
                            for (Node each : nodes(scene, kinds)) {
                                scene.disks().moveToLoop(each);
                            }
                        })
                .tidied(scene -> scene.disks().moveBack());
    }
}
