package io.taffrail.bench.faults;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Networks that deliver nothing, in one way or both, to some or to all, for six seconds. */
final class Cuts {

    private static final int CUT_S = 6;
    private static final int LOSS_PERCENT = 5;

    private Cuts() {}

    static List<Fault> all() {
        List<Fault> all = new ArrayList<>();
        for (Role role : Role.values()) {
            all.add(alone("cut", role, "from everybody", true, true));
        }
        for (Role role : Role.values()) {
            all.add(alone("cut-inbound", role, "nothing arrives", true, false));
        }
        for (Role role : Role.values()) {
            all.add(alone("cut-outbound", role, "nothing leaves", false, true));
        }
        all.addAll(amongNodes());
        for (Role role : Role.values()) {
            all.add(flapping(role));
        }
        all.add(
                Fault.ofNetwork(
                        "loss",
                        "all brokers, 5 % of what arrives",
                        scene -> {
                            for (Node each : scene.cluster().nodes("broker")) {
                                scene.cluster().network().lose(each.name(), LOSS_PERCENT);
                            }
                            scene.rest(2 * CUT_S);
                        }));
        return all;
    }

    private static Fault alone(
            String name, Role role, String how, boolean isInbound, boolean isOutbound) {
        return Fault.ofNetwork(
                name + suffix(role),
                title(role) + ", " + how,
                scene -> {
                    cut(scene, role.in(scene), isInbound, isOutbound);
                    scene.rest(CUT_S);
                });
    }

    private static void cut(Scene scene, Node node, boolean isInbound, boolean isOutbound)
            throws IOException, InterruptedException {
        if (isInbound) {
            scene.cluster().network().cutInbound(node.name());
        }
        if (isOutbound) {
            scene.cluster().network().cutOutbound(node.name());
        }
    }

    private static String suffix(Role role) {
        return switch (role) {
            case LEADER -> "";
            case CONTROLLER -> "-active";
            case FOLLOWER, GATEWAY -> "-" + role.word();
        };
    }

    private static String title(Role role) {
        return role == Role.CONTROLLER ? "active controller" : role.word();
    }

    /** Clients, who are outside, reach everybody all along. */
    private static List<Fault> amongNodes() {
        return List.of(
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
                        "minority",
                        "leader and active controller ↔ the other six nodes",
                        scene -> {
                            List<Node> few = List.of(scene.leader(), scene.controller());
                            for (Node each : scene.cluster().nodes()) {
                                if (!few.contains(each)) {
                                    scene.cutBothWays(scene.leader(), each);
                                    scene.cutBothWays(scene.controller(), each);
                                }
                            }
                            scene.rest(CUT_S);
                        }));
    }

    private static Fault flapping(Role role) {
        return Fault.ofNetwork(
                "flapping" + suffix(role),
                title(role) + ", cut every other second",
                scene -> {
                    for (int i = 0; i < CUT_S; i++) {
                        cut(scene, role.in(scene), true, true);
                        scene.rest(1);
                        scene.heal();
                        scene.rest(1);
                    }
                });
    }
}
