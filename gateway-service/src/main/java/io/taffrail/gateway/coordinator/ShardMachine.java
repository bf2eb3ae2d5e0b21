package io.taffrail.gateway.coordinator;

import io.taffrail.kernel.metadata.MetadataImage;

/**
 * The state of one shard, and the rules that change it. It knows no thread, clock, log or network:
 * requests, expired timers and new metadata come in, and what is to happen goes out through the
 * {@link Turn}. What a machine wrote counts for its next decision at once, but nobody outside
 * learns of it before it is replicated; when a write fails, the machine is thrown away, and a new
 * one replays the log. So only what was written is remembered; the rest must be able to be lost.
 *
 * @param <Q> requests
 * @param <E> entries of the log
 */
public interface ShardMachine<Q extends ShardRequest<?>, E> {

    /** Decides on a request. It is answered in this turn or a later one, through its reply. */
    void handle(Call<? extends Q> call, Turn<E> turn);

    /** A timer of {@link Turn#schedule} has run out. */
    void expire(Object timer, Turn<E> turn);

    /** Takes an entry of the log in: while loading, and as part of {@link Turn#write}. */
    void replay(E entry);

    /** All of the log was replayed: sets the timers that the state asks for. */
    void onLoaded(Turn<E> turn);

    /** Topics or settings of the cluster may have changed. */
    void onMetadata(MetadataImage before, Turn<E> turn);
}
