package io.taffrail.controller.quorum;

import io.taffrail.controller.command.CommandCodec;
import io.taffrail.controller.command.CommandReply;
import io.taffrail.controller.command.CommandReply.Refused;
import io.taffrail.controller.command.CommandStamp;
import io.taffrail.controller.command.ControllerCommand;
import io.taffrail.controller.command.StampedCommand;
import io.taffrail.controller.decide.FeatureRules;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.runtime.Clock;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

/**
 * A metadata log of one controller, in memory: for tests and for the simulation, whose disk and
 * clock it takes. It applies in the caller's thread, one command at a time, and sends each through
 * its bytes, so that what could not be logged fails here too.
 */
public final class LocalMetadataLog implements MetadataLog {

    private static final CommandReply ALONE =
            Refused.because(
                    Rejection.INVALID_REQUEST, "a log in memory has one controller, for good");

    private final AppliedState state = new AppliedState();
    private final Clock clock;
    private final SplittableRandom chance;
    private long lastIndex;
    private volatile boolean started;

    public LocalMetadataLog(Clock clock, long seed) {
        this.clock = clock;
        this.chance = new SplittableRandom(seed);
    }

    @Override
    public void listen(Listener listener) {
        state.listen(listener);
    }

    @Override
    public void start() {
        started = true;
        state.replace(MetadataImage.EMPTY);
        state.lead(true);
    }

    @Override
    public MetadataImage image() {
        return state.image();
    }

    @Override
    public boolean isLeader() {
        return started;
    }

    @Override
    public int leaderId() {
        return started ? 0 : -1;
    }

    @Override
    public QuorumStatus quorum() {
        long lastIndex = state.image().appliedIndex();
        return new QuorumStatus(
                leaderId(),
                1,
                lastIndex,
                List.of(new QuorumStatus.Voter(0, "localhost", 0, lastIndex, 0)));
    }

    @Override
    public synchronized CompletableFuture<CommandReply> propose(
            ControllerCommand command, String principal) {
        Optional<Refused> objection = FeatureRules.objection(state.image(), command);
        if (objection.isPresent()) {
            return CompletableFuture.completedFuture(objection.get());
        }
        var stamp = new CommandStamp(clock.nowMs(), chance.nextLong(), principal);
        byte[] logged = CommandCodec.encode(new StampedCommand(stamp, command));
        lastIndex++;
        return CompletableFuture.completedFuture(
                state.apply(lastIndex, CommandCodec.decode(ByteBuffer.wrap(logged))));
    }

    @Override
    public CompletableFuture<CommandReply> changeVoters(VoterChange change, String principal) {
        return CompletableFuture.completedFuture(ALONE);
    }

    /** There is no other one. */
    @Override
    public void resign() {}

    @Override
    public void close() {
        if (started) {
            started = false;
            state.lead(false);
        }
    }
}
