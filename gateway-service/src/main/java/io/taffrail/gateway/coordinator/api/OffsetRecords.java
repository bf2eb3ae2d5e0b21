package io.taffrail.gateway.coordinator.api;

import io.taffrail.gateway.coordinator.group.offsets.CommittedOffset;
import io.taffrail.gateway.coordinator.group.offsets.OffsetCommitted;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.protocol.api.Ids;
import java.nio.ByteBuffer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.coordinator.group.generated.OffsetCommitKey;
import org.apache.kafka.coordinator.group.generated.OffsetCommitValue;
import org.jspecify.annotations.Nullable;

/** OffsetCommitKey (types 0 and 1, which are alike) and OffsetCommitValue 0–4. */
final class OffsetRecords {

    static final short OLD_TYPE = 0;
    static final short TYPE = 1;

    /** The last version without a field that only older releases knew. */
    private static final short VALUE = 3;

    private static final short VALUE_WITH_EXPIRY = 1;
    private static final short VALUE_WITH_TOPIC_ID = 4;

    private OffsetRecords() {}

    static ByteBuffer key(OffsetCommitted entry) {
        var key =
                new OffsetCommitKey()
                        .setGroup(entry.groupId())
                        .setTopic(entry.partition().topic())
                        .setPartition(entry.partition().partition());
        return MessageUtil.toCoordinatorTypePrefixedByteBuffer(key);
    }

    static @Nullable ByteBuffer value(OffsetCommitted entry) {
        CommittedOffset offset = entry.value();
        if (offset == null) {
            return null;
        }
        var value =
                new OffsetCommitValue()
                        .setOffset(offset.offset())
                        .setMetadata(offset.metadata())
                        .setCommitTimestamp(offset.commitTimestampMs());
        short version = VALUE;
        if (offset.expireTimestampMs() >= 0) {
            version = VALUE_WITH_EXPIRY;
            value.setExpireTimestamp(offset.expireTimestampMs());
        } else {
            value.setLeaderEpoch(offset.leaderEpoch());
            if (offset.topicId() != null) {
                version = VALUE_WITH_TOPIC_ID;
                value.setTopicId(Ids.wire(offset.topicId()));
            }
        }
        return MessageUtil.toVersionPrefixedByteBuffer(version, value);
    }

    static OffsetCommitted read(ByteBuffer key, @Nullable ByteBuffer value) {
        var named = new OffsetCommitKey(new ByteBufferAccessor(key), (short) 0);
        return new OffsetCommitted(
                named.group(),
                new TopicPartition(named.topic(), named.partition()),
                value == null ? null : offset(value));
    }

    private static CommittedOffset offset(ByteBuffer bytes) {
        short version = bytes.getShort();
        var value = new OffsetCommitValue(new ByteBufferAccessor(bytes), version);
        return new CommittedOffset(
                value.offset(),
                value.leaderEpoch(),
                value.metadata(),
                value.commitTimestamp(),
                value.expireTimestamp(),
                value.topicId().equals(Uuid.ZERO_UUID) ? null : Ids.java(value.topicId()));
    }
}
