package io.taffrail.controller.quorum;

import io.taffrail.controller.command.CommandReply;
import io.taffrail.controller.command.ControllerCommand;
import io.taffrail.kernel.metadata.MetadataEntry;
import io.taffrail.kernel.metadata.MetadataImage;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/**
 * A log of commands that all controllers agree on. A command is decided when it is applied, and not
 * before: only then is it known what stands in front of it.
 */
public interface MetadataLog extends AutoCloseable {

    /** Adds a listener; before {@link #start} only, so that it misses nothing. */
    void listen(Listener listener);

    /** Recovers what is on disk and joins the quorum. */
    void start() throws IOException;

    /** The state after the last applied command; any thread may ask. */
    MetadataImage image();

    /** Whether this controller leads and has applied all that was committed before it did. */
    boolean isLeader();

    /** The id of the controller that leads, as far as this one knows, or -1. */
    int leaderId();

    /** How the log stands, for people; any thread may ask. */
    QuorumStatus quorum();

    /**
     * Logs a command and decides it. Never fails: a controller that does not lead refuses with
     * {@code NOT_CONTROLLER}, and where the outcome cannot be known the refusal says so.
     *
     * @param principal who asked
     */
    CompletableFuture<CommandReply> propose(ControllerCommand command, String principal);

    /**
     * Changes who votes. Never fails, as {@link #propose} does not, and takes as long as a new
     * voter needs to catch up.
     *
     * @param principal who asked
     */
    CompletableFuture<CommandReply> changeVoters(VoterChange change, String principal);

    /**
     * Before it stops, and while others still reach it: a controller that leads makes another one
     * lead, if one can, and waits for that within a bound. Never fails: the others elect one then.
     */
    void resign();

    /** Writes a snapshot and stops. */
    @Override
    void close() throws IOException;

    /**
     * Told of entries and snapshots on the thread that applies the log, in its order, and of
     * leadership on whichever thread learns of it; must return quickly.
     */
    interface Listener {

        /** A command was decided; called for every one, also when its events are empty. */
        void onApplied(MetadataEntry entry, MetadataImage before, MetadataImage after);

        /** The state was replaced by a snapshot: at the start, or because others were far ahead. */
        void onSnapshot(MetadataImage image);

        /** This controller began or ceased to lead. */
        void onLeadership(boolean isLeader);
    }
}
