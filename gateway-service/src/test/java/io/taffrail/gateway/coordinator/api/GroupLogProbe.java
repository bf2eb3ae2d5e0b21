package io.taffrail.gateway.coordinator.api;

import io.taffrail.gateway.coordinator.Reply;
import io.taffrail.gateway.coordinator.Turn;
import io.taffrail.gateway.coordinator.group.GroupEntry;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerEntry;
import io.taffrail.gateway.link.Answer;
import io.taffrail.kernel.metadata.MetadataImage;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;

/** Lets tests outside of this package see entries as bytes. */
public final class GroupLogProbe {

    private GroupLogProbe() {}

    public static ByteBuffer key(GroupEntry entry) {
        return ConsumerRecords.key((ConsumerEntry) entry);
    }

    public static GroupEntry throughBytes(GroupEntry entry) {
        ByteBuffer key = key(entry);
        short type = key.getShort();
        return ConsumerRecords.read(type, key, ConsumerRecords.value((ConsumerEntry) entry));
    }

    /** A turn that only writes. */
    public static Turn<GroupEntry> turn(List<GroupEntry> log) {
        return new Turn<>() {
            @Override
            public long nowMs() {
                return 0;
            }

            @Override
            public MetadataImage image() {
                return MetadataImage.EMPTY;
            }

            @Override
            public UUID newId() {
                return new UUID(0, 0);
            }

            @Override
            public void write(GroupEntry entry) {
                log.add(entry);
            }

            @Override
            public <R> void answer(Reply<R> reply, Answer<R> answer) {
                throw new AssertionError("nobody asked");
            }

            @Override
            public <R> void answerIfCurrent(Reply<R> reply, Answer<R> answer) {
                throw new AssertionError("nobody asked");
            }

            @Override
            public void schedule(Object timer, long delayMs) {}

            @Override
            public void cancel(Object timer) {}
        };
    }
}
