package io.taffrail.bench.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Nodes that come back with nothing, or with what they had some time ago. */
final class LostDisks {

    private static final int GONE_S = 2;
    private static final int AGE_S = 8;

    private LostDisks() {}

    static List<Fault> all() {
        List<Fault> all = new ArrayList<>();
        List<Role> roles = List.of(Role.LEADER, Role.FOLLOWER, Role.CONTROLLER);
        for (Role role : roles) {
            all.add(
                    Fault.of(
                            "wiped-disk" + suffix(role),
                            role.word() + ", killed, its folder deleted",
                            scene -> {
                                scene.kill(List.of(role.in(scene)));
                                Shell.run("rm", "-rf", role.in(scene).data().toString());
                                scene.rest(GONE_S);
                            }));
        }
        for (Role role : roles) {
            all.add(
                    Fault.of(
                            "old-disk" + suffix(role),
                            role.word()
                                    + ", killed, its folder as it was before at least 8 s of load; back at once or after 4 s",
                            scene -> putBack(scene, role.in(scene))));
        }
        return all;
    }

    private static String suffix(Role role) {
        return role == Role.LEADER ? "" : "-" + role.word();
    }

    /** A copy of a node that was stopped in order says of itself that it needs no recovery. */
    private static void putBack(Scene scene, Node node) throws IOException, InterruptedException {
        Path old = node.data().resolveSibling("data-old");
        scene.stopInOrder(node);
        Shell.run("rm", "-rf", old.toString());
        Shell.run("cp", "-a", node.data().toString(), old.toString());
        node.start(Map.of());
        scene.cluster().awaitWhole();
        if (node.role().equals("broker")) {
            // It was the leader's, so it is again: what it has forgotten is what it led.
            scene.cluster().topics().giveLead(scene.topic(), scene.partition(), scene.leader());
        }
        scene.promises().ask();
        scene.rest(AGE_S);
        scene.promises().ask();
        scene.kill(List.of(node));
        Shell.run("rm", "-rf", node.data().toString());
        Files.move(old, node.data());
        scene.restPerhaps();
    }
}
