package io.taffrail.controller.api;

import io.taffrail.controller.command.CommandReply;
import io.taffrail.controller.command.CommandReply.Refused;
import io.taffrail.controller.command.CommandStamp;
import io.taffrail.controller.command.ControllerCommand;
import io.taffrail.controller.command.StampedCommand;
import io.taffrail.controller.decide.Decider;
import io.taffrail.controller.decide.FeatureRules;
import io.taffrail.controller.quorum.MetadataLog;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.runtime.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** How handlers put commands to the log, with the waiting bounded by what the client asked for. */
final class Proposer {

    /** Who asks when nobody has said who they are; Kafka's name for it. */
    static final String ANONYMOUS = "User:ANONYMOUS";

    private static final long WAIT_MS_MIN = 100;
    private static final long WAIT_MS_MAX = 120_000;

    private final MetadataLog log;
    private final Clock clock;

    Proposer(MetadataLog log, Clock clock) {
        this.log = log;
        this.clock = clock;
    }

    MetadataImage image() {
        return log.image();
    }

    boolean isLeader() {
        return log.isLeader();
    }

    CompletableFuture<CommandReply> propose(
            ControllerCommand command, String principal, long timeoutMs) {
        long waitMs = Math.clamp(timeoutMs, WAIT_MS_MIN, WAIT_MS_MAX);
        return log.propose(command, principal)
                .completeOnTimeout(
                        Refused.because(
                                Rejection.REQUEST_TIMED_OUT,
                                "no decision within %d ms: a majority of controllers may be down, and it may still be done later",
                                waitMs),
                        waitMs,
                        TimeUnit.MILLISECONDS);
    }

    /** What would be answered; nothing is logged and nothing changes. */
    CompletableFuture<CommandReply> rehearse(ControllerCommand command, String principal) {
        if (!log.isLeader()) {
            return CompletableFuture.completedFuture(
                    Refused.because(
                            Rejection.NOT_CONTROLLER,
                            "this controller does not lead: ask the one that does"));
        }
        MetadataImage image = log.image();
        Optional<Refused> objection = FeatureRules.objection(image, command);
        if (objection.isPresent()) {
            return CompletableFuture.completedFuture(objection.get());
        }
        var stamp = new CommandStamp(clock.nowMs(), clock.nanoTime(), principal);
        return CompletableFuture.completedFuture(
                Decider.decide(image, image.appliedIndex() + 1, new StampedCommand(stamp, command))
                        .reply());
    }

    CompletableFuture<CommandReply> ask(
            ControllerCommand command, String principal, long timeoutMs, boolean validateOnly) {
        return validateOnly ? rehearse(command, principal) : propose(command, principal, timeoutMs);
    }

    /** Runs when all replies are there. */
    static void whenAll(List<? extends CompletableFuture<?>> replies, Runnable action) {
        CompletableFuture.allOf(replies.toArray(CompletableFuture[]::new)).thenRun(action);
    }
}
