package io.taffrail.gateway.coordinator.api;

import io.taffrail.gateway.coordinator.group.consumer.ConsumerEntry;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerEntry.GroupEpoch;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerEntry.MemberAssigned;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerEntry.MemberSubscribed;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerEntry.MemberTarget;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerEntry.OldTopicMetadata;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerEntry.RegexResolved;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerEntry.RegexResolved.Resolution;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerEntry.TargetEpoch;
import java.nio.ByteBuffer;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.common.protocol.Readable;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupCurrentMemberAssignmentKey;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupCurrentMemberAssignmentValue;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupMemberMetadataKey;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupMemberMetadataValue;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupMetadataKey;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupMetadataValue;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupPartitionMetadataKey;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupRegularExpressionKey;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupRegularExpressionValue;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupTargetAssignmentMemberKey;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupTargetAssignmentMemberValue;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupTargetAssignmentMetadataKey;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupTargetAssignmentMetadataValue;
import org.jspecify.annotations.Nullable;

/**
 * The record types of KIP-848: 3 to 8 and 16, all with values of version 0. KIP-1251's epochs of
 * partitions are a tagged field of type 8, and of a log that has none the member's epoch counts.
 */
final class ConsumerRecords {

    static final short GROUP_EPOCH = 3;
    static final short OLD_TOPIC_METADATA = 4;
    static final short MEMBER = 5;
    static final short TARGET_EPOCH = 6;
    static final short TARGET = 7;
    static final short ASSIGNMENT = 8;
    static final short REGEX = 16;

    private static final short VERSION = 0;

    private ConsumerRecords() {}

    static boolean has(short type) {
        return (type >= GROUP_EPOCH && type <= ASSIGNMENT) || type == REGEX;
    }

    static ByteBuffer key(ConsumerEntry entry) {
        String group = entry.groupId();
        ApiMessage key =
                switch (entry) {
                    case GroupEpoch _ -> new ConsumerGroupMetadataKey().setGroupId(group);
                    case OldTopicMetadata _ ->
                            new ConsumerGroupPartitionMetadataKey().setGroupId(group);
                    case MemberSubscribed e ->
                            new ConsumerGroupMemberMetadataKey()
                                    .setGroupId(group)
                                    .setMemberId(e.memberId());
                    case TargetEpoch _ ->
                            new ConsumerGroupTargetAssignmentMetadataKey().setGroupId(group);
                    case MemberTarget e ->
                            new ConsumerGroupTargetAssignmentMemberKey()
                                    .setGroupId(group)
                                    .setMemberId(e.memberId());
                    case MemberAssigned e ->
                            new ConsumerGroupCurrentMemberAssignmentKey()
                                    .setGroupId(group)
                                    .setMemberId(e.memberId());
                    case RegexResolved e ->
                            new ConsumerGroupRegularExpressionKey()
                                    .setGroupId(group)
                                    .setRegularExpression(e.regex());
                };
        return MessageUtil.toCoordinatorTypePrefixedByteBuffer(key);
    }

    /** Null is the tombstone of an entry that forgets. */
    static @Nullable ByteBuffer value(ConsumerEntry entry) {
        ApiMessage value =
                switch (entry) {
                    case GroupEpoch e -> e.value() == null ? null : epoch(e.value());
                    case OldTopicMetadata _ -> null;
                    case MemberSubscribed e ->
                            e.subscription() == null ? null : MemberRecord.write(e.subscription());
                    case TargetEpoch e -> e.value() == null ? null : targetEpoch(e.value());
                    case MemberTarget e ->
                            e.partitions() == null
                                    ? null
                                    : AssignmentRecords.writeTarget(e.partitions());
                    case MemberAssigned e ->
                            e.assignment() == null
                                    ? null
                                    : AssignmentRecords.writeCurrent(e.assignment());
                    case RegexResolved e -> e.resolution() == null ? null : regex(e.resolution());
                };
        return value == null ? null : MessageUtil.toVersionPrefixedByteBuffer(VERSION, value);
    }

    /**
     * @param type one that {@link #has} knows
     * @param afterType the key behind its type
     */
    static ConsumerEntry read(short type, ByteBuffer afterType, @Nullable ByteBuffer value) {
        var key = new ByteBufferAccessor(afterType);
        short version = value == null ? VERSION : value.getShort();
        Readable body = value == null ? null : new ByteBufferAccessor(value);
        return switch (type) {
            case GROUP_EPOCH ->
                    new GroupEpoch(
                            new ConsumerGroupMetadataKey(key, VERSION).groupId(),
                            body == null ? null : epoch(body, version));
            case OLD_TOPIC_METADATA ->
                    new OldTopicMetadata(
                            new ConsumerGroupPartitionMetadataKey(key, VERSION).groupId());
            case MEMBER -> {
                var of = new ConsumerGroupMemberMetadataKey(key, VERSION);
                yield new MemberSubscribed(
                        of.groupId(),
                        of.memberId(),
                        body == null
                                ? null
                                : MemberRecord.read(
                                        new ConsumerGroupMemberMetadataValue(body, version)));
            }
            case TARGET_EPOCH ->
                    new TargetEpoch(
                            new ConsumerGroupTargetAssignmentMetadataKey(key, VERSION).groupId(),
                            body == null ? null : targetEpoch(body, version));
            case TARGET -> {
                var of = new ConsumerGroupTargetAssignmentMemberKey(key, VERSION);
                yield new MemberTarget(
                        of.groupId(),
                        of.memberId(),
                        body == null
                                ? null
                                : AssignmentRecords.read(
                                        new ConsumerGroupTargetAssignmentMemberValue(
                                                body, version)));
            }
            case ASSIGNMENT -> {
                var of = new ConsumerGroupCurrentMemberAssignmentKey(key, VERSION);
                yield new MemberAssigned(
                        of.groupId(),
                        of.memberId(),
                        body == null
                                ? null
                                : AssignmentRecords.read(
                                        new ConsumerGroupCurrentMemberAssignmentValue(
                                                body, version)));
            }
            case REGEX -> {
                var of = new ConsumerGroupRegularExpressionKey(key, VERSION);
                yield new RegexResolved(
                        of.groupId(),
                        of.regularExpression(),
                        body == null ? null : regex(body, version));
            }
            default ->
                    throw new IllegalArgumentException(
                            "record type " + type + " is none of 3 to 8 and 16");
        };
    }

    private static ApiMessage epoch(GroupEpoch.Value value) {
        return new ConsumerGroupMetadataValue()
                .setEpoch(value.epoch())
                .setMetadataHash(value.topicsHash());
    }

    private static GroupEpoch.Value epoch(Readable body, short version) {
        var value = new ConsumerGroupMetadataValue(body, version);
        return new GroupEpoch.Value(value.epoch(), value.metadataHash());
    }

    private static ApiMessage targetEpoch(TargetEpoch.Value value) {
        return new ConsumerGroupTargetAssignmentMetadataValue()
                .setAssignmentEpoch(value.epoch())
                .setAssignmentTimestamp(value.timestampMs());
    }

    private static TargetEpoch.Value targetEpoch(Readable body, short version) {
        var value = new ConsumerGroupTargetAssignmentMetadataValue(body, version);
        return new TargetEpoch.Value(value.assignmentEpoch(), value.assignmentTimestamp());
    }

    private static ApiMessage regex(Resolution resolution) {
        return new ConsumerGroupRegularExpressionValue()
                .setTopics(resolution.topics())
                .setVersion(resolution.imageIndex())
                .setTimestamp(resolution.timestampMs());
    }

    private static Resolution regex(Readable body, short version) {
        var value = new ConsumerGroupRegularExpressionValue(body, version);
        return new Resolution(value.topics(), value.version(), value.timestamp());
    }
}
