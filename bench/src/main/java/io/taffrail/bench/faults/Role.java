package io.taffrail.bench.faults;

import java.util.function.Function;

/** A part that a node plays, and that a fault is done to; who plays it changes with each round. */
enum Role {
    LEADER("leader", Scene::leader),
    FOLLOWER("follower", Scene::follower),
    /** The active one. */
    CONTROLLER("controller", Scene::controller),
    GATEWAY("gateway", Scene::gateway);

    private final String word;
    private final Function<Scene, Node> player;

    Role(String word, Function<Scene, Node> player) {
        this.word = word;
        this.player = player;
    }

    String word() {
        return word;
    }

    Node in(Scene scene) {
        return player.apply(scene);
    }
}
