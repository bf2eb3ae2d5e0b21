package io.taffrail.controller.quorum;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Tells which voters have less than their leader counts for them. A voter has at any time what was
 * counted for it before, so one that was asked afterwards and says less has lost it, or never had
 * it. Only who says less in two looks of one term, one right after the other, is called short: what
 * a single answer says may be of a log that is just being opened, or of a leader that is no more.
 */
final class ShortVoters {

    /** Handing over stops the changes for a moment, which must not become the usual state. */
    static final long PAUSE_MS = 60_000;

    private long term;
    private Set<Integer> before = Set.of();
    private boolean hasFound;
    private long foundMs;

    /**
     * A voter that answered.
     *
     * @param counted the last entry that was counted for it before it was asked
     * @param has the last entry that it has, as it says
     */
    record Answer(int id, LogEnd counted, LogEnd has) {
        boolean isShort() {
            return !has.mayHold(counted);
        }
    }

    /**
     * @param voters those that are short; one at least
     * @param successors those that have all that is counted for them, and can lead instead
     */
    record Finding(List<Answer> voters, Set<Integer> successors) {
        Finding {
            voters = List.copyOf(voters);
            successors = Set.copyOf(successors);
        }
    }

    /**
     * @param term in which the leader asked
     * @param answers of all voters that answered; who is silent is not short
     * @param nowMs of a clock that does not jump
     * @return what something is to be done about now
     */
    Optional<Finding> look(long term, List<Answer> answers, long nowMs) {
        Set<Integer> beforeThat = term == this.term ? before : Set.of();
        this.term = term;
        before = ids(answers.stream().filter(Answer::isShort).toList());
        List<Answer> twice =
                answers.stream()
                        .filter(answer -> answer.isShort() && beforeThat.contains(answer.id()))
                        .toList();
        boolean isTooSoon = hasFound && nowMs - foundMs < PAUSE_MS;
        if (twice.isEmpty() || isTooSoon) {
            return Optional.empty();
        }
        hasFound = true;
        foundMs = nowMs;
        return Optional.of(
                new Finding(
                        twice, ids(answers.stream().filter(answer -> !answer.isShort()).toList())));
    }

    private static Set<Integer> ids(List<Answer> answers) {
        return answers.stream().map(Answer::id).collect(Collectors.toUnmodifiableSet());
    }
}
