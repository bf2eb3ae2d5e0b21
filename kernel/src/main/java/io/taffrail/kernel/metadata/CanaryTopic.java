package io.taffrail.kernel.metadata;

/**
 * The topic in which gateways try out that records come through. It is internal, so that nobody who
 * reads "all topics" reads it; controllers make it so from a level of the rules on.
 */
public final class CanaryTopic {

    public static final String NAME = "__canary";

    /** The level of {@link RulesLevels#FEATURE} from which on the topic is internal. */
    public static final short INTERNAL_FROM_LEVEL = 4;

    private CanaryTopic() {}
}
