package io.taffrail.gateway.coordinator.group.classic;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.gateway.coordinator.Rehearsal;
import io.taffrail.gateway.coordinator.Rehearsal.Asked;
import io.taffrail.gateway.coordinator.group.GroupEntry;
import io.taffrail.gateway.link.Answer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Many clients that join, sync, fall silent, restart and leave at random while the shard moves
 * about; then they behave, and the group must come to rest. Replay one with {@code -Dseed=}.
 */
class ManyMembersTest {

    private static final String GROUP = "orders";
    private static final int STEPS = 400;

    private final Rehearsal<ClassicRequest<?>, GroupEntry> stage =
            new Rehearsal<>(
                    () -> new ClassicMachine(() -> Transcript.settings(3_000, Integer.MAX_VALUE)));
    private final List<Client> clients = new ArrayList<>();

    /** Who was told that they lead, by generation; a takeover may give a number out again. */
    private final Map<Integer, String> leaders = new HashMap<>();

    /** The generation that each member id was last told of, whether its client listened or not. */
    private final Map<String, Integer> told = new HashMap<>();

    static List<Long> seeds() {
        Long given = Long.getLong("seed");
        return given != null
                ? List.of(given)
                : java.util.stream.LongStream.range(0, 60).boxed().toList();
    }

    private final class Client {
        final String name;
        final boolean isStatic;
        String memberId = "";
        int generation = -1;
        List<JoinAnswer.Participant> others = List.of();
        boolean hasAssignment;
        boolean isSilent;
        @Nullable Asked<JoinAnswer> joining;
        @Nullable Asked<Assigned> syncing;

        Client(String name, boolean isStatic) {
            this.name = name;
            this.isStatic = isStatic;
        }

        @Nullable String instanceId() {
            return isStatic ? name : null;
        }

        /** What a client does next, as a real one would. */
        void go() {
            if (isSilent) {
                return;
            }
            if (joining != null || syncing != null) {
                hear();
            } else if (generation < 0) {
                join();
            } else if (!hasAssignment) {
                sync();
            } else {
                beat();
            }
        }

        private void join() {
            joining =
                    stage.ask(
                            new ClassicRequest.Join(
                                    GROUP,
                                    memberId,
                                    instanceId(),
                                    name,
                                    "/127.0.0.1",
                                    10_000,
                                    20_000,
                                    "consumer",
                                    List.of(new OfferedProtocol("range", opaque(name))),
                                    true,
                                    true));
            joining.future()
                    .thenAccept(answer -> {
                        if (answer instanceof Answer.Given<JoinAnswer> given
                                && given.value() instanceof JoinAnswer.Joined joined) {
                            told.put(joined.memberId(), joined.generation());
                        }
                    });
            hear();
        }

        private void sync() {
            Map<String, Opaque> assignments = new HashMap<>();
            for (JoinAnswer.Participant each : others) {
                assignments.put(each.memberId(), opaque(generation + " to " + each.memberId()));
            }
            syncing =
                    stage.ask(
                            new ClassicRequest.Sync(
                                    GROUP,
                                    memberId,
                                    instanceId(),
                                    generation,
                                    "consumer",
                                    "range",
                                    assignments));
            hear();
        }

        private void beat() {
            var beat =
                    stage.ask(
                            new ClassicRequest.Heartbeat(
                                    GROUP, memberId, instanceId(), generation));
            if (beat.future().join() instanceof Answer.Refused<Alive> refused) {
                refused(refused);
            }
        }

        private void hear() {
            if (joining != null && !joining.isOpen()) {
                Answer<JoinAnswer> answer = joining.future().join();
                joining = null;
                switch (answer) {
                    case Answer.Given<JoinAnswer> given -> joined(given.value());
                    case Answer.Refused<JoinAnswer> refused -> refused(refused);
                }
            }
            if (syncing != null && !syncing.isOpen()) {
                Answer<Assigned> answer = syncing.future().join();
                syncing = null;
                switch (answer) {
                    case Answer.Given<Assigned> given -> assigned(given.value());
                    case Answer.Refused<Assigned> refused -> refused(refused);
                }
            }
        }

        private void joined(JoinAnswer answer) {
            memberId = answer.memberId();
            if (answer instanceof JoinAnswer.Joined joined) {
                generation = joined.generation();
                hasAssignment = false;
                others = joined.members();
                if (!others.isEmpty()) {
                    assertThat(joined.leader()).isEqualTo(memberId);
                    assertThat(others)
                            .extracting(JoinAnswer.Participant::memberId)
                            .contains(memberId)
                            .doesNotHaveDuplicates();
                    assertThat(others)
                            .as("only who joined is in generation %d", generation)
                            .allMatch(each ->
                                    each.instanceId() != null
                                            // Came back to what was there before the takeover.
                                            || joined.skipAssignment()
                                            || told.getOrDefault(each.memberId(), -1)
                                                    >= joined.generation());
                    String before = leaders.put(generation, memberId);
                    boolean isTheOnlyOne = before == null || before.equals(memberId) || isStatic;
                    assertThat(isTheOnlyOne)
                            .as("generation %d is led by %s and %s", generation, before, memberId)
                            .isTrue();
                }
            }
        }

        private void assigned(Assigned assigned) {
            hasAssignment = true;
            String text = new String(assigned.assignment().bytes(), StandardCharsets.UTF_8);
            // Static members take over what was assigned to the id that they had before.
            boolean isOwn = text.equals(generation + " to " + memberId);
            boolean isInherited = isStatic && text.startsWith(generation + " to " + name + "-");
            boolean isNothing = text.isEmpty() && isStatic;
            assertThat(isOwn || isInherited || isNothing)
                    .as("%s in generation %d was given '%s'", memberId, generation, text)
                    .isTrue();
        }

        private void refused(Answer.Refused<?> refused) {
            generation = -1;
            hasAssignment = false;
            switch (refused.rejected().reason()) {
                case UNKNOWN_MEMBER_ID, FENCED_INSTANCE_ID -> memberId = "";
                case REBALANCE_IN_PROGRESS, ILLEGAL_GENERATION -> {}
                default -> throw new AssertionError(name + ": " + refused.rejected());
            }
        }

        void restart() {
            memberId = "";
            forgetWhatIsUnderWay();
        }

        void forgetWhatIsUnderWay() {
            generation = -1;
            hasAssignment = false;
            joining = null;
            syncing = null;
        }

        void leave() {
            if (!memberId.isEmpty()) {
                stage.ask(
                        new ClassicRequest.Leave(
                                GROUP, List.of(new Leaver(memberId, instanceId(), null))));
            }
            restart();
        }

        boolean isAtRest() {
            return generation >= 0 && hasAssignment && joining == null && syncing == null;
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aGroupThatWentThroughEverythingComesToRest(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 6; i++) {
            clients.add(new Client("c" + i, i % 3 == 0));
        }
        for (int step = 0; step < STEPS; step++) {
            disturb(random);
        }
        clients.forEach(client -> client.isSilent = false);
        for (int round = 0; round < 200; round++) {
            clients.forEach(Client::go);
            stage.advance(1_000);
        }
        comesToRest(seed);
    }

    private void disturb(Random random) {
        Client client = clients.get(random.nextInt(clients.size()));
        switch (random.nextInt(40)) {
            case 0 -> client.isSilent = true;
            case 1 -> client.isSilent = false;
            case 2 -> client.restart();
            case 3 -> client.leave();
            case 4 -> takeover();
            default -> client.go();
        }
        stage.advance(random.nextInt(1_500));
    }

    /** Who waits is told nothing by the new owner, so it asks again, with the id that it has. */
    private void takeover() {
        leaders.clear();
        told.clear();
        stage.reload();
        clients.stream()
                .filter(client -> client.joining != null || client.syncing != null)
                .forEach(Client::forgetWhatIsUnderWay);
    }

    private void comesToRest(long seed) {
        var described = stage.ask(new ClassicRequest.Describe(GROUP)).value();
        assertThat(described.state()).as("seed %d", seed).isEqualTo("Stable");
        assertThat(clients).as("seed %d", seed).allMatch(Client::isAtRest);
        assertThat(clients.stream().map(client -> client.generation).distinct()).hasSize(1);
        assertThat(described.members())
                .extracting(GroupDescription.Described::memberId)
                .containsExactlyInAnyOrderElementsOf(
                        clients.stream().map(client -> client.memberId).toList());
        assertThat(stage.lastWritten()).isInstanceOf(ClassicGroupWritten.class);
        stage.reload();
        assertThat(stage.ask(new ClassicRequest.Describe(GROUP)).value()).isEqualTo(described);
    }

    private static Opaque opaque(String text) {
        return new Opaque(text.getBytes(StandardCharsets.UTF_8));
    }
}
