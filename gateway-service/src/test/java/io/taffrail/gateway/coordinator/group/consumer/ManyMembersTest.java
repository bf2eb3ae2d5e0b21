package io.taffrail.gateway.coordinator.group.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.gateway.coordinator.group.consumer.ConsumerEntry.GroupEpoch;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerEntry.TargetEpoch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a group of a thousand costs, counted in entries of the log. */
class ManyMembersTest {

    private static final int MEMBERS = 1_000;

    private final Stage stage = new Stage().topic("a", MEMBERS);
    private final List<Client> clients = new ArrayList<>();

    @Test
    void aThousandJoinAndSettle() {
        long startNs = System.nanoTime();
        for (int i = 0; i < MEMBERS; i++) {
            clients.add(stage.client("m" + i).join("a"));
        }
        assertThat(count(GroupEpoch.class)).isEqualTo(MEMBERS);
        assertThat(count(TargetEpoch.class)).as("one target for each epoch").isEqualTo(MEMBERS);

        int rounds = 0;
        while (!stage.group().state().equals("Stable")) {
            clients.forEach(Client::beat);
            assertThat(++rounds).isLessThan(6);
        }
        Duration took = Duration.ofNanos(System.nanoTime() - startNs);

        assertThat(clients).allSatisfy(c -> assertThat(c.owned().size()).isEqualTo(1));
        assertThat(count(TargetEpoch.class)).as("settling computes nothing").isEqualTo(MEMBERS);
        // Each join moves no more than the newcomer's share, and who loses or gains is written.
        assertThat(stage.shard.log().size()).isLessThan(20 * MEMBERS);
        assertThat(took).isLessThan(Duration.ofSeconds(30));
    }

    @Test
    void whoLeavesTogetherCostsOneTarget() {
        for (int i = 0; i < 100; i++) {
            clients.add(stage.client("m" + i).join("a"));
        }
        long before = count(TargetEpoch.class);

        clients.subList(1, 100).forEach(Client::leave);
        clients.getFirst().beat();

        assertThat(count(TargetEpoch.class)).isEqualTo(before + 1);
    }

    @Test
    void aHeartbeatThatSaysNothingWritesNothing() {
        Client only = stage.client("m").join("a");
        int entries = stage.shard.log().size();
        for (int i = 0; i < 100; i++) {
            only.beat();
        }
        assertThat(stage.shard.log()).hasSize(entries);
    }

    private long count(Class<?> entry) {
        return stage.shard.log().stream().filter(entry::isInstance).count();
    }
}
