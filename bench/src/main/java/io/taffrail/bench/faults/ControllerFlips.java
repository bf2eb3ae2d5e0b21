package io.taffrail.bench.faults;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** One bit of one file of a controller turns over while the controller is down. */
final class ControllerFlips {

    private ControllerFlips() {}

    static List<Fault> all() {
        return List.of(
                flip("flip-raft-log", "Raft log", false, file -> file.contains("/current/log_")),
                flip(
                        "flip-snapshot",
                        "snapshot",
                        true,
                        file -> file.contains("/sm/snapshot.") && !file.endsWith(".md5")),
                flip("flip-database", "H2 file", false, file -> file.endsWith(".mv.db")));
    }

    /**
     * @param isInOrder whether the controller is stopped in order, which leaves a snapshot, and not
     *     killed
     */
    private static Fault flip(
            String name, String what, boolean isInOrder, Predicate<String> wanted) {
        return Fault.of(
                name,
                "any controller, " + what,
                scene -> {
                    Node node = Scene.any(scene.cluster().nodes("controller"), scene.chance());
                    // The log shall have something behind the damage.
                    scene.promises().ask();
                    if (isInOrder) {
                        scene.stopInOrder(node);
                    } else {
                        scene.kill(List.of(node));
                    }
                    List<Path> files = BitFlips.files(node, wanted);
                    BitFlips.flip(
                            isInOrder ? files.getLast() : Scene.any(files, scene.chance()),
                            scene.chance());
                    scene.promises().ask();
                    node.start(Map.of());
                });
    }
}
