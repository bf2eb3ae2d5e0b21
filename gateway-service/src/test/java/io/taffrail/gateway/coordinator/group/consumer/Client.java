package io.taffrail.gateway.coordinator.group.consumer;

import io.taffrail.gateway.coordinator.Rehearsal.Asked;
import io.taffrail.gateway.coordinator.group.assign.PartitionSet;
import io.taffrail.kernel.fault.Rejection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A member as a consumer's own code behaves: it learns, and gives up when it is told to. */
final class Client {

    private final Stage stage;
    private final String memberId;
    private @Nullable String instanceId;
    private @Nullable List<String> topics;
    private @Nullable String regex;
    private @Nullable String assignor;
    private String clientId = "client";
    private int rebalanceTimeoutMs = 30_000;
    private int epoch;
    private PartitionSet owned = PartitionSet.EMPTY;
    private PartitionSet told = PartitionSet.EMPTY;

    Client(Stage stage, String memberId) {
        this.stage = stage;
        this.memberId = memberId;
    }

    Client named(String instance) {
        instanceId = instance;
        return this;
    }

    /** As that client id says it; a gateway's tells its life. */
    Client from(String client) {
        clientId = client;
        return this;
    }

    Client voting(String name) {
        assignor = name;
        return this;
    }

    Client revokingWithin(int ms) {
        rebalanceTimeoutMs = ms;
        return this;
    }

    Client join(String... names) {
        topics = List.of(names);
        took(joining().value());
        return this;
    }

    Client joinRegex(String expression) {
        regex = expression;
        took(joining().value());
        return this;
    }

    Rejection refusedJoin(String... names) {
        topics = List.of(names);
        return joining().refusal();
    }

    Rejection refusedRegex(String expression) {
        regex = expression;
        return joining().refusal();
    }

    private Asked<HeartbeatAnswer> joining() {
        owned = PartitionSet.EMPTY;
        told = PartitionSet.EMPTY;
        return stage.ask(heartbeat(Heartbeat.JOIN, topics, regex, PartitionSet.EMPTY));
    }

    /** Says that it lives, and what it owns if that has changed. */
    HeartbeatAnswer beat() {
        HeartbeatAnswer answer =
                stage.ask(heartbeat(epoch, null, null, owned.equals(told) ? null : owned)).value();
        told = owned;
        took(answer);
        return answer;
    }

    /** Has been given an assignment, but does not act on it. */
    HeartbeatAnswer stubbornBeat() {
        HeartbeatAnswer answer = stage.ask(heartbeat(epoch, null, null, null)).value();
        epoch = answer.memberEpoch();
        return answer;
    }

    Rejection refusedBeat() {
        return stage.ask(heartbeat(epoch, null, null, owned)).refusal();
    }

    Rejection refusedBeat(int saidEpoch, @Nullable PartitionSet saidOwned) {
        return stage.ask(heartbeat(saidEpoch, null, null, saidOwned)).refusal();
    }

    HeartbeatAnswer beat(int saidEpoch, @Nullable PartitionSet saidOwned) {
        return stage.ask(heartbeat(saidEpoch, null, null, saidOwned)).value();
    }

    HeartbeatAnswer resubscribe(String... names) {
        topics = List.of(names);
        HeartbeatAnswer answer = stage.ask(heartbeat(epoch, topics, null, owned)).value();
        told = owned;
        took(answer);
        return answer;
    }

    void leave() {
        stage.ask(heartbeat(Heartbeat.LEAVE, null, null, null)).value();
    }

    void leaveForAWhile() {
        stage.ask(heartbeat(Heartbeat.LEAVE_FOR_A_WHILE, null, null, null)).value();
    }

    private void took(HeartbeatAnswer answer) {
        epoch = answer.memberEpoch();
        if (answer.assignment() != null) {
            owned = answer.assignment();
        }
    }

    private Heartbeat heartbeat(
            int saidEpoch,
            @Nullable List<String> names,
            @Nullable String expression,
            @Nullable PartitionSet saidOwned) {
        boolean isJoin = saidEpoch == Heartbeat.JOIN;
        return new Heartbeat(
                Stage.GROUP,
                memberId,
                saidEpoch,
                instanceId,
                null,
                isJoin ? rebalanceTimeoutMs : Heartbeat.UNCHANGED_MS,
                names,
                expression,
                isJoin ? assignor : null,
                saidOwned,
                clientId,
                "/127.0.0.1",
                true);
    }

    int epoch() {
        return epoch;
    }

    PartitionSet owned() {
        return Objects.requireNonNull(owned);
    }

    String id() {
        return memberId;
    }
}
