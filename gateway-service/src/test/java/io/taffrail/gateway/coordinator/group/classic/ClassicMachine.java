package io.taffrail.gateway.coordinator.group.classic;

import io.taffrail.gateway.coordinator.Call;
import io.taffrail.gateway.coordinator.ShardMachine;
import io.taffrail.gateway.coordinator.Turn;
import io.taffrail.gateway.coordinator.group.GroupEntry;
import io.taffrail.gateway.coordinator.group.GroupSettings;
import io.taffrail.gateway.coordinator.group.Groups;
import io.taffrail.kernel.metadata.MetadataImage;
import java.util.function.Supplier;

/** A shard in which there is no protocol but the classic one. */
public final class ClassicMachine implements ShardMachine<ClassicRequest<?>, GroupEntry> {

    private final Groups groups = new Groups();
    private final ClassicProtocol protocol;

    public ClassicMachine(Supplier<GroupSettings> settings) {
        this.protocol = new ClassicProtocol(groups, settings);
    }

    public Groups groups() {
        return groups;
    }

    @Override
    public void handle(Call<? extends ClassicRequest<?>> call, Turn<GroupEntry> turn) {
        protocol.handle(call, call.request(), turn);
    }

    @Override
    public void expire(Object timer, Turn<GroupEntry> turn) {
        protocol.expire((ClassicTimer) timer, turn);
    }

    @Override
    public void replay(GroupEntry entry) {
        protocol.replay((ClassicEntry) entry);
    }

    @Override
    public void onLoaded(Turn<GroupEntry> turn) {
        protocol.onLoaded(turn);
    }

    @Override
    public void onMetadata(MetadataImage before, Turn<GroupEntry> turn) {
        protocol.onMetadata(before, turn);
    }
}
