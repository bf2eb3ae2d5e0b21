package io.taffrail.controller.decide;

import io.taffrail.controller.command.CommandReply;
import io.taffrail.controller.command.CommandReply.Accepted;
import io.taffrail.controller.command.CommandReply.Refused;
import io.taffrail.controller.command.ControllerCommand;
import io.taffrail.controller.command.ControllerCommand.AlterConfigs;
import io.taffrail.controller.command.ControllerCommand.ConfigEdit;
import io.taffrail.controller.command.ControllerCommand.UpdateFeature;
import io.taffrail.kernel.config.BrokerConfigs;
import io.taffrail.kernel.fault.Invariant;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.machine.Decision;
import io.taffrail.kernel.metadata.MetadataEvent;
import io.taffrail.kernel.metadata.MetadataEvent.FeatureLevelChanged;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.RulesLevels;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which features may be finalized at which level. A rule that changes its mind does so behind the
 * level of {@link #RULES}, so that controllers of two builds never decide one command differently:
 * first every node gets the new build, then the level is raised, and only then the new rule counts.
 *
 * <p>What this build cannot do is refused before it is logged. Were it refused when it is applied,
 * a build that can would decide differently; so a controller that meets it there stops.
 */
public final class FeatureRules {

    /** The version of the rules themselves. */
    public static final String RULES = RulesLevels.FEATURE;

    public static final short RULES_LEVEL_MIN = RulesLevels.SUPPORTED.min();

    public static final short RULES_LEVEL_MAX = RulesLevels.SUPPORTED.max();

    static final short LEVEL_OF_DRAIN = 2;

    static final short LEVEL_OF_COORDINATORS = 3;

    /** From here on, a node that registers says which levels it supports. */
    public static final short LEVEL_OF_SAID_LEVELS = 2;

    private static final RulesLevels FIRST = new RulesLevels((short) 1, (short) 1);

    private FeatureRules() {}

    /**
     * Why the command must not be logged, or nothing when it may: because the cluster's level is
     * too low for it, or because it asks for a level that this build does not support.
     */
    public static Optional<Refused> objection(MetadataImage image, ControllerCommand command) {
        return command instanceof UpdateFeature update
                ? unsupported(update)
                : premature(image, command);
    }

    /** The refusal of a command that counts only from a higher level on. */
    static Optional<Refused> premature(MetadataImage image, ControllerCommand command) {
        short needed = levelNeeded(command);
        short present = image.featureLevel(RULES);
        return present >= needed
                ? Optional.empty()
                : Optional.of(
                        Refused.because(
                                Rejection.UNSUPPORTED_VERSION,
                                "this needs %s %d, and the cluster is at %d: bring all nodes to the new build, then raise it (kafka-features upgrade --feature %s=%d)",
                                RULES,
                                needed,
                                present,
                                RULES,
                                needed));
    }

    /** Why a node of those levels may not take part; null levels are those of the first build. */
    static Optional<Refused> misfit(MetadataImage image, int nodeId, @Nullable RulesLevels levels) {
        RulesLevels supported = levels == null ? FIRST : levels;
        short present = image.featureLevel(RULES);
        return present < LEVEL_OF_SAID_LEVELS || supported.include(present)
                ? Optional.empty()
                : Optional.of(
                        Refused.because(
                                Rejection.UNSUPPORTED_VERSION,
                                "node %d supports %s %s, and the cluster is at %d: start it with the build that the cluster runs",
                                nodeId,
                                RULES,
                                supported,
                                present));
    }

    static Decision<MetadataEvent, CommandReply> update(
            MetadataImage image, UpdateFeature command) {
        Optional<Refused> unsupported = unsupported(command);
        Invariant.check(
                unsupported.isEmpty(),
                "the cluster goes to %s %d, which this build does not support: start the build that asked for it",
                command.feature(),
                command.level());
        short present = image.featureLevel(RULES);
        if (command.level() == present) {
            return Decision.unchanged(new Accepted());
        }
        if (command.level() < present && !command.mayDowngrade()) {
            return refuse(
                    "%s is at %d, and %d is lower: ask for a downgrade if that is meant",
                    RULES, present, command.level());
        }
        if (command.level() < LEVEL_OF_DRAIN && !DrainRules.draining(image).isEmpty()) {
            return refuse(
                    "%s %d knows no drain, and brokers %s are being drained: end that first",
                    RULES, command.level(), DrainRules.draining(image));
        }
        return new Decision<>(
                List.of(new FeatureLevelChanged(RULES, command.level())), new Accepted());
    }

    private static Optional<Refused> unsupported(UpdateFeature command) {
        if (!command.feature().equals(RULES)) {
            return Optional.of(
                    refused(
                            "feature %s is not known: the features are %s",
                            command.feature(), RULES));
        }
        return command.level() >= RULES_LEVEL_MIN && command.level() <= RULES_LEVEL_MAX
                ? Optional.empty()
                : Optional.of(
                        refused(
                                "%s %d is not in %d..%d, which this build supports",
                                RULES, command.level(), RULES_LEVEL_MIN, RULES_LEVEL_MAX));
    }

    private static short levelNeeded(ControllerCommand command) {
        boolean drains =
                command instanceof AlterConfigs alter
                        && alter.edits().stream()
                                .map(ConfigEdit::key)
                                .anyMatch(BrokerConfigs.BROKER_DRAIN::equals);
        return drains ? LEVEL_OF_DRAIN : 0;
    }

    private static Decision<MetadataEvent, CommandReply> refuse(String message, Object... values) {
        return Decision.unchanged(refused(message, values));
    }

    private static Refused refused(String message, Object... values) {
        return Refused.because(Rejection.INVALID_UPDATE_VERSION, message, values);
    }
}
