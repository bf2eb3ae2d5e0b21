package io.taffrail.controller.quorum;

import io.taffrail.controller.command.CommandCodec;
import io.taffrail.controller.command.CommandReply;
import io.taffrail.kernel.metadata.ImageCodec;
import io.taffrail.kernel.metadata.MetadataImage;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.ratis.io.CorruptedFileException;
import org.apache.ratis.io.MD5Hash;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.StateMachineStorage;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.statemachine.impl.SimpleStateMachineStorage;
import org.apache.ratis.statemachine.impl.SingleFileSnapshotInfo;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.util.LifeCycle;
import org.apache.ratis.util.MD5FileUtil;
import org.jspecify.annotations.Nullable;

/**
 * Applies Ratis' log to the state. Ratis calls all of this from its one updating thread, except for
 * the notices of leadership.
 *
 * <p>A snapshot is written beside its final name, synced, and renamed; a crash before the rename
 * leaves the snapshot before and the log from it on, which lead to the same state.
 */
final class RatisStateMachine extends BaseStateMachine {

    private final SimpleStateMachineStorage storage = new SimpleStateMachineStorage();
    private final AppliedState state;
    private final Consumer<Boolean> onLeadership;
    private final Consumer<RaftPeerId> onLeaderChanged;
    private final Consumer<Throwable> onBroken;
    private final Consumer<Throwable> onLogFailed;

    /**
     * @param onBroken told when a command could not be applied: the node must stop, because its
     *     state is no longer what the log says
     * @param onLogFailed told when the log could not be written; it takes nothing from then on
     */
    RatisStateMachine(
            AppliedState state,
            Consumer<Boolean> onLeadership,
            Consumer<RaftPeerId> onLeaderChanged,
            Consumer<Throwable> onBroken,
            Consumer<Throwable> onLogFailed) {
        this.state = state;
        this.onLeadership = onLeadership;
        this.onLeaderChanged = onLeaderChanged;
        this.onBroken = onBroken;
        this.onLogFailed = onLogFailed;
    }

    /** A reply on its way to the caller, who is in this process: it needs no bytes. */
    record ReplyMessage(CommandReply reply) implements Message {
        @Override
        public ByteString getContent() {
            return ByteString.EMPTY;
        }
    }

    @Override
    public void initialize(RaftServer server, RaftGroupId groupId, RaftStorage raftStorage)
            throws IOException {
        getLifeCycle()
                .startAndTransition(() -> {
                    super.initialize(server, groupId, raftStorage);
                    storage.init(raftStorage);
                    load(storage.getLatestSnapshot());
                });
    }

    @Override
    public void pause() {
        getLifeCycle().transition(LifeCycle.State.PAUSING);
        getLifeCycle().transition(LifeCycle.State.PAUSED);
    }

    @Override
    public void reinitialize() throws IOException {
        load(storage.loadLatestSnapshot());
        if (getLifeCycleState() == LifeCycle.State.PAUSED) {
            getLifeCycle().transition(LifeCycle.State.STARTING);
            getLifeCycle().transition(LifeCycle.State.RUNNING);
        }
    }

    @Override
    public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
        LogEntryProto entry = transaction.getLogEntry();
        try {
            ByteBuffer bytes = entry.getStateMachineLogEntry().getLogData().asReadOnlyByteBuffer();
            CommandReply reply = state.apply(entry.getIndex(), CommandCodec.decode(bytes));
            updateLastAppliedTermIndex(entry.getTerm(), entry.getIndex());
            return CompletableFuture.completedFuture(new ReplyMessage(reply));
        } catch (RuntimeException broken) {
            onBroken.accept(broken);
            throw broken;
        }
    }

    @Override
    public long takeSnapshot() throws IOException {
        TermIndex last = getLastAppliedTermIndex();
        if (last.getIndex() < 0) {
            return RaftLog.INVALID_LOG_INDEX;
        }
        File file = storage.getSnapshotFile(last.getTerm(), last.getIndex());
        write(file.toPath(), ImageCodec.encode(state.image().atIndex(last.getIndex())));
        MD5Hash hash = MD5FileUtil.computeAndSaveMd5ForFile(file);
        storage.updateLatestSnapshot(
                new SingleFileSnapshotInfo(new FileInfo(file.toPath(), hash), last));
        return last.getIndex();
    }

    @Override
    public StateMachineStorage getStateMachineStorage() {
        return storage;
    }

    @Override
    public void notifyLeaderChanged(RaftGroupMemberId self, RaftPeerId leader) {
        onLeaderChanged.accept(leader);
    }

    @Override
    public void notifyLogFailed(Throwable cause, @Nullable LogEntryProto failed) {
        onLogFailed.accept(cause);
    }

    @Override
    public void notifyLeaderReady() {
        onLeadership.accept(true);
    }

    @Override
    public void notifyNotLeader(Collection<TransactionContext> pending) {
        onLeadership.accept(false);
    }

    private void load(@Nullable SingleFileSnapshotInfo snapshot) throws IOException {
        if (snapshot == null) {
            state.replace(MetadataImage.EMPTY);
            return;
        }
        Path path = snapshot.getFile().getPath();
        MD5Hash saved = snapshot.getFile().getFileDigest();
        // Ratis' verifySavedMD5 compares what it is given with the same file that this came from.
        if (saved != null && !saved.equals(MD5FileUtil.computeMd5ForFile(path.toFile()))) {
            throw new CorruptedFileException(
                    path.toFile(), "its MD5 is not the one that was written beside it");
        }
        MetadataImage image = ImageCodec.decodeImage(ByteBuffer.wrap(Files.readAllBytes(path)));
        setLastAppliedTermIndex(snapshot.getTermIndex());
        state.replace(image);
    }

    private static void write(Path path, byte[] bytes) throws IOException {
        Path beside = path.resolveSibling(path.getFileName() + ".new");
        try (var channel =
                FileChannel.open(
                        beside,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING)) {
            var rest = ByteBuffer.wrap(bytes);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
        }
        Files.move(beside, path, StandardCopyOption.ATOMIC_MOVE);
        try (var directory =
                FileChannel.open(beside.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }
}
