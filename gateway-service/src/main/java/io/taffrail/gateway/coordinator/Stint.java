package io.taffrail.gateway.coordinator;

import org.jspecify.annotations.Nullable;

/**
 * A time in which one gateway owned a shard, with nobody else in between. It begins when the log
 * knows of it, since until then whoever owned the shard before can write.
 *
 * <p>A request may lie in the socket of a gateway that is held while its shard goes to another and
 * comes back: its sender gave it up long ago, and has had later ones acknowledged elsewhere. No
 * epoch in the request tells, since the member is the same. So what depends on order counts only
 * when it was sent within the stint, as its connection shows.
 *
 * @param isFirst whether nobody owned the shard before, so that nothing can have been overtaken
 */
record Stint(long sinceNs, boolean isFirst) {

    /**
     * Whether a request may have been sent before this stint, and overtaken since.
     *
     * @param sentAfterNs a moment of the monotonic clock before which it was not sent; null where
     *     order does not matter
     */
    boolean mayBeOvertaken(@Nullable Long sentAfterNs) {
        return sentAfterNs != null && !isFirst && sentAfterNs - sinceNs < 0;
    }
}
