package io.taffrail.controller.decide;

import io.taffrail.controller.command.CommandReply;
import io.taffrail.controller.command.CommandReply.Accepted;
import io.taffrail.controller.command.CommandReply.Refused;
import io.taffrail.controller.command.ControllerCommand.UpdateFeature;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.machine.Decision;
import io.taffrail.kernel.metadata.MetadataEvent;
import io.taffrail.kernel.metadata.MetadataEvent.FeatureLevelChanged;
import io.taffrail.kernel.metadata.MetadataImage;
import java.util.List;

/**
 * Which features may be finalized at which level. A rule that changes its mind does so behind the
 * level of {@link #RULES}, so that controllers of two builds never decide one command differently.
 */
public final class FeatureRules {

    /** The version of the rules themselves. */
    public static final String RULES = "taffrail.rules";

    public static final short RULES_LEVEL_MIN = 1;
    public static final short RULES_LEVEL_MAX = 1;

    private FeatureRules() {}

    static Decision<MetadataEvent, CommandReply> update(
            MetadataImage image, UpdateFeature command) {
        if (!command.feature().equals(RULES)) {
            return refuse("feature %s is not known: the features are %s", command.feature(), RULES);
        }
        if (command.level() < RULES_LEVEL_MIN || command.level() > RULES_LEVEL_MAX) {
            return refuse(
                    "%s %d is not in %d..%d, which this build supports",
                    RULES, command.level(), RULES_LEVEL_MIN, RULES_LEVEL_MAX);
        }
        short present = image.featureLevel(RULES);
        if (command.level() == present) {
            return Decision.unchanged(new Accepted());
        }
        if (command.level() < present && !command.mayDowngrade()) {
            return refuse(
                    "%s is at %d, and %d is lower: ask for a downgrade if that is meant",
                    RULES, present, command.level());
        }
        return new Decision<>(
                List.of(new FeatureLevelChanged(RULES, command.level())), new Accepted());
    }

    private static Decision<MetadataEvent, CommandReply> refuse(String message, Object... values) {
        return Decision.unchanged(
                Refused.because(Rejection.INVALID_UPDATE_VERSION, message, values));
    }
}
