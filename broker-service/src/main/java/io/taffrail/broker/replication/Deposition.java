package io.taffrail.broker.replication;

import java.util.List;
import java.util.function.IntToLongFunction;

/**
 * When a leader that is told nothing has to take it that another leads in its place (decision 29).
 * Controllers that are silent are not enough, since they may all be down, and then every leader
 * goes on. But its followers keep asking for records as long as they know no other leader; when
 * they fall silent as well, they follow somebody else, or nobody can reach this broker.
 *
 * @param controllerSilenceMaxMs after so long without a word the controllers give leaderships away
 * @param followerSilenceMaxMs several times the longest pause between two fetches of a follower
 */
public record Deposition(long controllerSilenceMaxMs, long followerSilenceMaxMs) {

    /** Whether the controllers have been silent for so long that they may have chosen another. */
    public boolean isPossible(long controllerSilenceMs) {
        return controllerSilenceMs >= controllerSilenceMaxMs;
    }

    /**
     * @param isr who may be elected, the leader among them
     * @param silenceMs for how long a broker has not fetched from this one
     */
    public boolean isLikely(
            long controllerSilenceMs, int leader, List<Integer> isr, IntToLongFunction silenceMs) {
        boolean isAlone = true;
        for (int member : isr) {
            if (member != leader) {
                isAlone = false;
                if (silenceMs.applyAsLong(member) < followerSilenceMaxMs) {
                    return false;
                }
            }
        }
        // Without another member of the ISR there is nobody to be elected.
        return !isAlone && isPossible(controllerSilenceMs);
    }
}
