package io.taffrail.gateway.coordinator.group;

import io.taffrail.gateway.coordinator.Call;
import io.taffrail.gateway.coordinator.ShardMachine;
import io.taffrail.gateway.coordinator.Turn;
import io.taffrail.gateway.coordinator.group.classic.ClassicEntry;
import io.taffrail.gateway.coordinator.group.classic.ClassicProtocol;
import io.taffrail.gateway.coordinator.group.classic.ClassicRequest;
import io.taffrail.gateway.coordinator.group.classic.ClassicTimer;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerEntry;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerProtocol;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerRequest;
import io.taffrail.gateway.coordinator.group.consumer.ConsumerTimer;
import io.taffrail.gateway.coordinator.group.convert.OnlineMigration;
import io.taffrail.gateway.coordinator.group.offsets.GroupOffsets;
import io.taffrail.gateway.coordinator.group.offsets.OffsetCommitted;
import io.taffrail.gateway.coordinator.group.offsets.OffsetExpiry;
import io.taffrail.gateway.coordinator.group.offsets.OffsetRequest;
import io.taffrail.gateway.coordinator.group.offsets.OffsetTimer;
import io.taffrail.kernel.metadata.MetadataImage;
import java.util.function.Supplier;

/** The groups of one partition of {@code __consumer_offsets}: hands each thing to whose it is. */
public final class GroupMachine implements ShardMachine<GroupRequest<?>, GroupEntry> {

    private final GroupDirectory directory;
    private final ClassicProtocol classic;
    private final ConsumerProtocol consumer;
    private final GroupOffsets offsets;
    private final OffsetExpiry expiry;

    public GroupMachine(Supplier<GroupSettings> settings) {
        var groups = new Groups();
        classic = new ClassicProtocol(groups, settings);
        consumer =
                new ConsumerProtocol(
                        groups, settings, new OnlineMigration(groups, classic, settings));
        offsets = new GroupOffsets(groups, settings);
        expiry = new OffsetExpiry(groups, settings);
        directory = new GroupDirectory(groups, offsets);
    }

    @Override
    public void handle(Call<? extends GroupRequest<?>> call, Turn<GroupEntry> turn) {
        switch (call.request()) {
            case ClassicRequest<?> request -> {
                if (consumer.serves(request.groupId())) {
                    consumer.handleClassic(call, request, turn);
                } else {
                    classic.handle(call, request, turn);
                }
            }
            case ConsumerRequest<?> request -> consumer.handle(call.narrowedTo(request), turn);
            case OffsetRequest<?> request -> offsets.handle(call, request, turn);
            case DirectoryRequest<?> request -> directory.handle(call, request, turn);
            case GroupRequest<?> other ->
                    throw new IllegalArgumentException("nobody takes " + other);
        }
    }

    @Override
    public void expire(Object timer, Turn<GroupEntry> turn) {
        switch (timer) {
            case ClassicTimer classicTimer -> classic.expire(classicTimer, turn);
            case ConsumerTimer consumerTimer -> consumer.expire(consumerTimer, turn);
            case OffsetTimer _ -> expiry.expire(turn);
            default -> throw new IllegalArgumentException("nobody set " + timer);
        }
    }

    @Override
    public void replay(GroupEntry entry) {
        switch (entry) {
            case ClassicEntry classicEntry -> classic.replay(classicEntry);
            case ConsumerEntry consumerEntry -> consumer.replay(consumerEntry);
            case OffsetCommitted committed -> offsets.replay(committed);
            default -> throw new IllegalArgumentException("nobody wrote " + entry);
        }
    }

    @Override
    public void onLoaded(Turn<GroupEntry> turn) {
        classic.onLoaded(turn);
        consumer.onLoaded(turn);
        expiry.onLoaded(turn);
    }

    @Override
    public void onMetadata(MetadataImage before, Turn<GroupEntry> turn) {
        classic.onMetadata(before, turn);
        consumer.onMetadata(before, turn);
        expiry.onMetadata(before, turn);
    }
}
