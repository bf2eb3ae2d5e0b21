package io.taffrail.gateway.coordinator.api;

import io.taffrail.gateway.coordinator.group.classic.ClassicEntry;
import io.taffrail.gateway.coordinator.group.classic.ClassicGroupWritten;
import io.taffrail.gateway.coordinator.group.classic.ClassicGroupWritten.Snapshot;
import io.taffrail.gateway.coordinator.group.classic.ClassicGroupWritten.WrittenMember;
import io.taffrail.gateway.coordinator.group.classic.Opaque;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.coordinator.group.generated.GroupMetadataKey;
import org.apache.kafka.coordinator.group.generated.GroupMetadataValue;
import org.apache.kafka.coordinator.group.generated.GroupMetadataValue.MemberMetadata;
import org.jspecify.annotations.Nullable;

/** GroupMetadataKey (type 2) and GroupMetadataValue 0–4. */
final class ClassicRecords {

    static final short TYPE = 2;

    /** What Kafka 4.3 writes; version 4 only says the same in the flexible encoding. */
    private static final short VALUE = 3;

    private static final short VALUE_WITH_REBALANCE_TIMEOUT = 1;

    private ClassicRecords() {}

    static ByteBuffer key(ClassicEntry entry) {
        return MessageUtil.toCoordinatorTypePrefixedByteBuffer(
                new GroupMetadataKey().setGroup(entry.groupId()));
    }

    static @Nullable ByteBuffer value(ClassicEntry entry) {
        return switch (entry) {
            case ClassicGroupWritten written -> value(written.value());
        };
    }

    private static @Nullable ByteBuffer value(@Nullable Snapshot group) {
        if (group == null) {
            return null;
        }
        return MessageUtil.toVersionPrefixedByteBuffer(
                VALUE,
                new GroupMetadataValue()
                        .setProtocolType(group.protocolType())
                        .setGeneration(group.generation())
                        .setProtocol(group.protocolName())
                        .setLeader(group.leader())
                        .setCurrentStateTimestamp(group.stateSinceMs())
                        .setMembers(group.members().stream().map(ClassicRecords::of).toList()));
    }

    private static MemberMetadata of(WrittenMember member) {
        return new MemberMetadata()
                .setMemberId(member.memberId())
                .setGroupInstanceId(member.instanceId())
                .setClientId(member.clientId())
                .setClientHost(member.clientHost())
                .setRebalanceTimeout(member.rebalanceTimeoutMs())
                .setSessionTimeout(member.sessionTimeoutMs())
                .setSubscription(member.metadata().bytes())
                .setAssignment(member.assignment().bytes());
    }

    static ClassicGroupWritten read(ByteBuffer key, @Nullable ByteBuffer value) {
        var named = new GroupMetadataKey(new ByteBufferAccessor(key), (short) 0);
        return new ClassicGroupWritten(named.group(), value == null ? null : snapshot(value));
    }

    private static Snapshot snapshot(ByteBuffer bytes) {
        short version = bytes.getShort();
        var value = new GroupMetadataValue(new ByteBufferAccessor(bytes), version);
        return new Snapshot(
                Objects.requireNonNullElse(value.protocolType(), ""),
                value.generation(),
                value.protocol(),
                value.leader(),
                value.currentStateTimestamp(),
                value.members().stream().map(member -> of(member, version)).toList());
    }

    private static WrittenMember of(MemberMetadata member, short version) {
        return new WrittenMember(
                member.memberId(),
                member.groupInstanceId(),
                member.clientId(),
                member.clientHost(),
                // Before, a member had as long to rejoin as to give a sign of life.
                version >= VALUE_WITH_REBALANCE_TIMEOUT
                        ? member.rebalanceTimeout()
                        : member.sessionTimeout(),
                member.sessionTimeout(),
                new Opaque(member.subscription()),
                new Opaque(member.assignment()));
    }
}
