package io.taffrail.gateway.coordinator.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.gateway.coordinator.Rehearsal;
import io.taffrail.gateway.coordinator.Rehearsal.Asked;
import io.taffrail.gateway.coordinator.group.DirectoryRequest.ListGroups;
import io.taffrail.gateway.coordinator.group.DirectoryRequest.Listed;
import io.taffrail.gateway.coordinator.group.assign.PartitionSet;
import io.taffrail.gateway.coordinator.group.classic.ClassicRequest.Join;
import io.taffrail.gateway.coordinator.group.classic.ClassicRequest.Leave;
import io.taffrail.gateway.coordinator.group.classic.JoinAnswer;
import io.taffrail.gateway.coordinator.group.classic.Leaver;
import io.taffrail.gateway.coordinator.group.classic.OfferedProtocol;
import io.taffrail.gateway.coordinator.group.classic.Opaque;
import io.taffrail.gateway.coordinator.group.consumer.Heartbeat;
import io.taffrail.gateway.coordinator.group.consumer.HeartbeatAnswer;
import io.taffrail.kernel.fault.Rejection;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A group that nobody is in takes the protocol of whoever comes next. */
class ProtocolChangeTest {

    private final Rehearsal<GroupRequest<?>, GroupEntry> shard =
            new Rehearsal<>(() -> new GroupMachine(() -> GroupSettings.DEFAULT));

    @Test
    void anEmptyClassicGroupBecomesAConsumerGroup() {
        String memberId = joinClassic().value().memberId();
        assertThat(heartbeat("m", 0).refusal()).isEqualTo(Rejection.GROUP_ID_NOT_FOUND);
        shard.ask(new Leave("g", List.of(new Leaver(memberId, null, "done")))).value();

        heartbeat("m", 0).value();

        assertThat(types()).containsExactly(GroupType.CONSUMER);
        shard.reload();
        assertThat(types()).containsExactly(GroupType.CONSUMER);
    }

    @Test
    void anEmptyConsumerGroupBecomesAClassicGroup() {
        heartbeat("m", 0).value();
        assertThat(joinClassic().refusal()).isEqualTo(Rejection.INCONSISTENT_GROUP_PROTOCOL);
        heartbeat("m", Heartbeat.LEAVE).value();

        joinClassic().value();

        assertThat(types()).containsExactly(GroupType.CLASSIC);
        shard.reload();
        assertThat(types()).as("nothing was left of it").doesNotContain(GroupType.CONSUMER);
    }

    private List<GroupType> types() {
        return shard.ask(new ListGroups()).value().stream().map(Listed::type).toList();
    }

    private Asked<JoinAnswer> joinClassic() {
        Asked<JoinAnswer> asked =
                shard.ask(
                        new Join(
                                "g",
                                "",
                                null,
                                "client",
                                "/127.0.0.1",
                                10_000,
                                30_000,
                                "consumer",
                                List.of(new OfferedProtocol("range", Opaque.EMPTY)),
                                false,
                                true));
        shard.advance(3_000);
        return asked;
    }

    private Asked<HeartbeatAnswer> heartbeat(String memberId, int epoch) {
        boolean isJoin = epoch == Heartbeat.JOIN;
        return shard.ask(
                new Heartbeat(
                        "g",
                        memberId,
                        epoch,
                        null,
                        null,
                        isJoin ? 30_000 : -1,
                        isJoin ? List.of("a") : null,
                        null,
                        null,
                        isJoin ? PartitionSet.EMPTY : null,
                        "client",
                        "/127.0.0.1",
                        true));
    }
}
