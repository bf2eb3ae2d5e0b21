package io.taffrail.gateway.coordinator.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.gateway.coordinator.Rehearsal;
import io.taffrail.gateway.coordinator.Rehearsal.Asked;
import io.taffrail.gateway.coordinator.group.DirectoryRequest.DeleteGroup;
import io.taffrail.gateway.coordinator.group.DirectoryRequest.ListGroups;
import io.taffrail.gateway.coordinator.group.DirectoryRequest.Listed;
import io.taffrail.gateway.coordinator.group.DirectoryRequest.SurveyGroups;
import io.taffrail.gateway.coordinator.group.offsets.OffsetCommitted;
import io.taffrail.gateway.coordinator.group.offsets.OffsetRequest.Commit;
import io.taffrail.gateway.coordinator.group.offsets.OffsetRequest.Delete;
import io.taffrail.gateway.coordinator.group.offsets.OffsetRequest.Fetch;
import io.taffrail.gateway.coordinator.group.offsets.OffsetRequest.Found;
import io.taffrail.gateway.coordinator.group.offsets.OffsetRequest.Offset;
import io.taffrail.gateway.coordinator.group.offsets.OffsetRequest.Results;
import io.taffrail.gateway.link.OwnGroups.OwnGroup;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.metadata.MetadataEvent.TopicCreated;
import io.taffrail.kernel.metadata.MetadataEvent.TopicDeleted;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.kernel.metadata.TopicImage;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What groups commit without members: admin tools and clients that assign themselves. */
class GroupOffsetsTest {

    private static final TopicPartition ORDERS = new TopicPartition("orders", 0);
    private static final TopicPartition BILLS = new TopicPartition("bills", 3);
    private static final long DAY_MS = 24L * 60 * 60 * 1000;

    private final Rehearsal<GroupRequest<?>, GroupEntry> shard =
            new Rehearsal<>(() -> new GroupMachine(() -> GroupSettings.DEFAULT));

    @Test
    void whatWasCommittedIsFound() {
        assertThat(commit("g", ORDERS, 42, "note").value().refusals())
                .containsExactly((Rejected) null);

        Found found = fetch("g", ORDERS).getFirst();

        assertThat(found.offset().offset()).isEqualTo(42);
        assertThat(found.offset().leaderEpoch()).isEqualTo(5);
        assertThat(found.offset().metadata()).isEqualTo("note");
        assertThat(found.offset().commitTimestampMs()).isEqualTo(shard.nowMs());
    }

    @Test
    void nothingIsFoundWhereNothingWasCommitted() {
        assertThat(fetch("g", ORDERS)).containsExactly(new Found(ORDERS, null));
        assertThat(shard.ask(new Fetch("g", null, -1, null)).value()).isEmpty();
    }

    @Test
    void allThatAGroupCommittedIsFoundInOrder() {
        commit("g", ORDERS, 1, "");
        commit("g", BILLS, 2, "");
        commit("other", ORDERS, 3, "");

        assertThat(shard.ask(new Fetch("g", null, -1, null)).value())
                .extracting(Found::partition)
                .containsExactly(BILLS, ORDERS);
    }

    @Test
    void aSurveyHasEveryGroupAndWhatItCommitted() {
        commit("g", ORDERS, 1, "");
        commit("g", BILLS, 2, "");
        commit("other", ORDERS, 3, "");

        assertThat(shard.ask(new SurveyGroups()).value())
                .containsExactly(
                        new OwnGroup("g", 0, 0, Map.of(ORDERS, 1L, BILLS, 2L), Set.of()),
                        new OwnGroup("other", 0, 0, Map.of(ORDERS, 3L), Set.of()));
    }

    @Test
    void offsetsSurviveATakeover() {
        commit("g", ORDERS, 42, "");
        commit("g", ORDERS, 43, "");

        shard.reload();

        assertThat(fetch("g", ORDERS).getFirst().offset().offset()).isEqualTo(43);
    }

    @Test
    void aMemberOfNoGroupIsToldSo() {
        assertThat(commitAs("nobody", 3).refusal()).isEqualTo(Rejection.ILLEGAL_GENERATION);
        commit("g", ORDERS, 1, "");
        assertThat(commitAs("nobody", 3).refusal()).isEqualTo(Rejection.UNKNOWN_MEMBER_ID);
        assertThat(shard.log()).hasSize(1);
    }

    @Test
    void metadataHasABoundThatSparesTheOthers() {
        var tooLong = new Offset(ORDERS, null, 1, -1, "é".repeat(2_049));
        var justFits = new Offset(BILLS, null, 2, -1, "é".repeat(2_048));

        var results = shard.ask(commit("g", -1, "", tooLong, justFits)).value().refusals();

        assertThat(results.getFirst().reason()).isEqualTo(Rejection.OFFSET_METADATA_TOO_LARGE);
        assertThat(results.getFirst().message()).contains("orders-0", "4096");
        assertThat(results.getLast()).isNull();
        assertThat(shard.log()).hasSize(1);
    }

    @Test
    void deletedOffsetsAreForgottenForGood() {
        commit("g", ORDERS, 1, "");
        commit("g", BILLS, 2, "");

        assertThat(shard.ask(new Delete("g", List.of(ORDERS))).value().refusals())
                .containsExactly((Rejected) null);
        shard.reload();

        assertThat(fetch("g", ORDERS).getFirst().offset()).isNull();
        assertThat(fetch("g", BILLS).getFirst().offset()).isNotNull();
        assertThat(shard.ask(new Delete("none", List.of(ORDERS))).refusal())
                .isEqualTo(Rejection.GROUP_ID_NOT_FOUND);
    }

    @Test
    void aGroupThatOnlyCommitsIsListedAndCanBeDeleted() {
        commit("g", ORDERS, 1, "");
        assertThat(shard.ask(new ListGroups()).value())
                .containsExactly(new Listed("g", "", "Empty", GroupType.CLASSIC));

        shard.ask(new DeleteGroup("g")).value();

        assertThat(shard.ask(new ListGroups()).value()).isEmpty();
        assertThat(shard.lastWritten()).isEqualTo(new OffsetCommitted("g", ORDERS, null));
        assertThat(shard.ask(new DeleteGroup("g")).refusal())
                .isEqualTo(Rejection.GROUP_ID_NOT_FOUND);
    }

    @Test
    void offsetsOfAGroupWithoutMembersExpire() {
        commit("g", ORDERS, 1, "");
        shard.advance(4 * DAY_MS);
        commit("g", BILLS, 2, "");

        shard.advance(4 * DAY_MS);

        assertThat(fetch("g", ORDERS).getFirst().offset()).isNull();
        assertThat(fetch("g", BILLS).getFirst().offset()).isNotNull();
        shard.advance(4 * DAY_MS);
        assertThat(shard.ask(new ListGroups()).value()).isEmpty();
    }

    @Test
    void anOldClientsOwnRetentionIsKeptTo() {
        shard.ask(
                        new Commit(
                                "g",
                                "",
                                null,
                                -1,
                                DAY_MS,
                                Rejection.ILLEGAL_GENERATION,
                                List.of(new Offset(ORDERS, null, 1, -1, null))))
                .value();
        shard.reload();

        shard.advance(DAY_MS + 600_000);

        assertThat(fetch("g", ORDERS).getFirst().offset()).isNull();
    }

    @Test
    void aTopicThatIsGoneTakesItsOffsetsAlong() {
        var topic = new TopicImage(new UUID(1, 1), "orders", false, List.of(created(0)));
        MetadataImage with = MetadataImage.EMPTY.evolve(new TopicCreated(topic), 1);
        shard.metadata(with);
        commit("g", ORDERS, 1, "");
        commit("g", BILLS, 2, "");

        shard.metadata(with.evolve(new TopicDeleted(topic.id(), "orders"), 2));

        assertThat(fetch("g", ORDERS).getFirst().offset()).isNull();
        assertThat(fetch("g", BILLS).getFirst().offset()).isNotNull();
    }

    private static PartitionImage created(int partition) {
        return PartitionImage.created(partition, List.of(1), List.of(1));
    }

    private Asked<Results> commit(
            String group, TopicPartition partition, long offset, String metadata) {
        return shard.ask(commit(group, -1, "", new Offset(partition, null, offset, 5, metadata)));
    }

    private Asked<Results> commitAs(String member, int generation) {
        return shard.ask(commit("g", generation, member, new Offset(ORDERS, null, 9, -1, null)));
    }

    private static Commit commit(String group, int generation, String member, Offset... offsets) {
        return new Commit(
                group,
                member,
                null,
                generation,
                -1,
                Rejection.ILLEGAL_GENERATION,
                List.of(offsets));
    }

    private List<Found> fetch(String group, TopicPartition partition) {
        return shard.ask(new Fetch(group, null, -1, List.of(partition))).value();
    }
}
