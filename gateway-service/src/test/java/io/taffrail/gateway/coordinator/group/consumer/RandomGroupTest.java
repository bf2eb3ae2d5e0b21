package io.taffrail.gateway.coordinator.group.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.gateway.coordinator.group.assign.PartitionSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Members come, go, fall silent and change their minds, from a seed. */
class RandomGroupTest {

    private static final List<String> TOPICS = List.of("a", "b", "c", "d");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void noPartitionHasTwoReadersAndEveryRebalanceEnds(long seed) {
        var stage = new Stage().topic("a", 6).topic("b", 4).topic("c", 1);
        Random random = new Random(seed);
        Map<String, Client> clients = new HashMap<>();
        int partitionsOfA = 6;
        int made = 0;
        for (int step = 0; step < 300; step++) {
            Client some = any(clients, random);
            switch (random.nextInt(12)) {
                case 0, 1 -> {
                    if (clients.size() < 8) {
                        Client fresh = stage.client("m" + made++);
                        if (random.nextInt(4) == 0) {
                            fresh.joinRegex("[abd]");
                        } else {
                            fresh.join(wish(random));
                        }
                        clients.put(fresh.id(), fresh);
                    }
                }
                case 2 -> {
                    if (some != null) {
                        some.leave();
                        clients.remove(some.id());
                    }
                }
                case 3 -> {
                    if (some != null) {
                        some.resubscribe(wish(random));
                    }
                }
                case 4 -> {
                    if (some != null) {
                        // It crashed, and starts again under its id.
                        some.join(wish(random));
                    }
                }
                case 5 -> stage.shard.reload();
                case 6 -> {
                    if (random.nextInt(4) == 0) {
                        stage.grow("a", partitionsOfA, ++partitionsOfA);
                    } else if (step == 150) {
                        stage.topic("d", 3);
                    }
                }
                case 7 -> {
                    if (some != null && random.nextInt(3) == 0) {
                        silence(stage, clients, some);
                    }
                }
                default -> {
                    if (some != null) {
                        some.beat();
                    }
                }
            }
            checkReaders(seed, step, clients);
        }
        for (int round = 0; round < 8; round++) {
            clients.values().forEach(Client::beat);
            checkReaders(seed, 300 + round, clients);
        }
        if (!clients.isEmpty()) {
            assertThat(stage.group().state())
                    .as("seed %d: %s", seed, stage.line())
                    .isEqualTo("Stable");
            for (Client client : clients.values()) {
                assertThat(client.owned()).isEqualTo(stage.group().target(client.id()));
            }
        }
    }

    private static String[] wish(Random random) {
        return TOPICS.stream().filter(_ -> random.nextInt(3) > 0).toArray(String[]::new);
    }

    private static Client any(Map<String, Client> clients, Random random) {
        List<Client> all = new ArrayList<>(clients.values());
        return all.isEmpty() ? null : all.get(random.nextInt(all.size()));
    }

    /** One is not heard of for longer than its session, all others are. */
    private static void silence(Stage stage, Map<String, Client> clients, Client silent) {
        clients.remove(silent.id());
        for (int second = 0; second < 46; second++) {
            clients.values().forEach(Client::beat);
            stage.shard.advance(1_000);
        }
    }

    /** What clients believe, since that is what they read. */
    private static void checkReaders(long seed, int step, Map<String, Client> clients) {
        Map<UUID, Map<Integer, String>> readers = new HashMap<>();
        clients.forEach((id, client) -> {
            PartitionSet owned = client.owned();
            owned.forEach((topicId, p) -> {
                String other = readers.computeIfAbsent(topicId, _ -> new HashMap<>()).put(p, id);
                assertThat(other)
                        .as("seed %d step %d: %d is read by %s", seed, step, p, id)
                        .isNull();
            });
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 6, 12})
    void sixPartitionsAreSharedEvenlyWhenAllIsDone(int members) {
        var stage = new Stage().topic("a", 6);
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < members; i++) {
            clients.add(stage.client("m" + i).join("a"));
        }
        for (int round = 0; round < 4; round++) {
            clients.forEach(Client::beat);
        }
        assertThat(stage.group().state()).isEqualTo("Stable");
        assertThat(clients)
                .allSatisfy(c ->
                        assertThat(c.owned().size())
                                .isBetween(6 / members, (6 + members - 1) / members));
    }
}
