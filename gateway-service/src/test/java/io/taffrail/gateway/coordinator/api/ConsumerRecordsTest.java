package io.taffrail.gateway.coordinator.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.gateway.coordinator.group.GroupEntry;
import io.taffrail.gateway.coordinator.group.assign.PartitionSet;
import io.taffrail.gateway.coordinator.group.classic.OfferedProtocol;
import io.taffrail.gateway.coordinator.group.classic.Opaque;
import io.taffrail.gateway.coordinator.group.consumer.ClassicSide;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerEntry;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerEntry.GroupEpoch;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerEntry.MemberAssigned;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerEntry.MemberSubscribed;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerEntry.MemberTarget;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerEntry.OldTopicMetadata;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerEntry.RegexResolved;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerEntry.TargetEpoch;
import io.taffrail.gateway.coordinator.group.consumer.CurrentAssignment;
import io.taffrail.gateway.coordinator.group.consumer.HeldPartitions;
import io.taffrail.gateway.coordinator.group.consumer.MemberState;
import io.taffrail.gateway.coordinator.group.consumer.MemberSubscription;
import io.taffrail.protocol.api.Ids;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupCurrentMemberAssignmentValue;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupCurrentMemberAssignmentValue.TopicPartitions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConsumerRecordsTest {

    private static final UUID A = UUID.fromString("cc8ed45f-4c5a-40c5-9eb5-d9f7d6517023");
    private static final UUID B = UUID.fromString("41659577-1532-4d6e-bc8e-0067445d6fb7");
    private static final MemberSubscription MEMBER =
            new MemberSubscription(
                    null, null, "oracle", "/127.0.0.1", List.of("a", "b"), "", 30_000, "range");

    static List<ConsumerEntry> entries() {
        return List.of(
                new GroupEpoch("g", new GroupEpoch.Value(7, -5)),
                new GroupEpoch("g", null),
                new OldTopicMetadata("g"),
                new MemberSubscribed("g", "m", MEMBER),
                new MemberSubscribed(
                        "g",
                        "m",
                        new MemberSubscription("i", "r", "c", "h", List.of(), "x.*", 1, null)),
                new MemberSubscribed(
                        "g",
                        "m",
                        new MemberSubscription(
                                null,
                                "r",
                                "c",
                                "h",
                                List.of("a"),
                                "",
                                1,
                                null,
                                new ClassicSide(
                                        10_000,
                                        List.of(
                                                new OfferedProtocol(
                                                        "range", new Opaque(new byte[] {1, 2})),
                                                new OfferedProtocol("x", Opaque.EMPTY))))),
                new MemberSubscribed("g", "m", null),
                new TargetEpoch("g", new TargetEpoch.Value(7, 1_000)),
                new TargetEpoch("g", null),
                new MemberTarget("g", "m", PartitionSet.of(A, 0, 2).plus(PartitionSet.of(B, 1))),
                new MemberTarget("g", "m", null),
                new MemberAssigned(
                        "g",
                        "m",
                        new CurrentAssignment(
                                5,
                                4,
                                MemberState.UNREVOKED_PARTITIONS,
                                HeldPartitions.of(Map.of(A, Map.of(0, 3, 1, 5))),
                                HeldPartitions.since(4, PartitionSet.of(B, 2)))),
                new MemberAssigned("g", "m", null),
                new RegexResolved(
                        "g", "a|b", new RegexResolved.Resolution(List.of("a", "b"), 9, 1_000)),
                new RegexResolved("g", "a|b", null));
    }

    @ParameterizedTest
    @MethodSource("entries")
    void whatIsWrittenIsRead(ConsumerEntry entry) {
        var records = new GroupRecords();

        GroupEntry read = records.read(records.key(entry), records.value(entry));

        assertThat(read).isEqualTo(entry);
    }

    /** Written by a stock Kafka 4.3.1. */
    @Test
    void aMemberIsWrittenAsKafkaWritesIt() {
        String kafkas =
                "00000000076f7261636c650b2f3132372e302e302e3103026102620100007530"
                        + "0672616e676501000100";

        ByteBuffer ours = ConsumerRecords.value(new MemberSubscribed("g", "m", MEMBER));

        assertThat(ours).isEqualTo(ByteBuffer.wrap(HexFormat.of().parseHex(kafkas)));
    }

    /** Written by a stock Kafka 4.3.1. */
    @Test
    void anAssignmentIsReadAsKafkaWroteIt() {
        String kafkas =
                "0000000000020000000000034165957715324d6ebc8e0067445d6fb704000000"
                        + "00000000010000000201000d04000000020000000200000002cc8ed45f4c5a40"
                        + "c59eb5d9f7d65170230700000000000000010000000200000003000000040000"
                        + "0005010019070000000200000002000000020000000200000002000000020100";
        ByteBuffer key = ConsumerRecords.key(new MemberAssigned("g", "m", null));

        GroupEntry read =
                new GroupRecords().read(key, ByteBuffer.wrap(HexFormat.of().parseHex(kafkas)));

        assertThat(read)
                .isEqualTo(
                        new MemberAssigned(
                                "g",
                                "m",
                                new CurrentAssignment(
                                        2,
                                        0,
                                        MemberState.STABLE,
                                        HeldPartitions.since(
                                                2,
                                                PartitionSet.of(A, 0, 1, 2, 3, 4, 5)
                                                        .plus(PartitionSet.of(B, 0, 1, 2))),
                                        HeldPartitions.NONE)));
    }

    @Test
    void ofALogWithoutEpochsOfPartitionsTheMembersCounts() {
        var old =
                new ConsumerGroupCurrentMemberAssignmentValue()
                        .setMemberEpoch(6)
                        .setAssignedPartitions(
                                List.of(
                                        new TopicPartitions()
                                                .setTopicId(Ids.wire(A))
                                                .setPartitions(List.of(1))));

        assertThat(AssignmentRecords.read(old).assigned())
                .isEqualTo(HeldPartitions.since(6, PartitionSet.of(A, 1)));
    }
}
