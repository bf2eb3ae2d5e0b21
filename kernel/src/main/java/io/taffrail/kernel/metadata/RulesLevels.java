package io.taffrail.kernel.metadata;

/**
 * The levels of the rules that a node works by, both included. The cluster is at one of them; a
 * node that does not know it must not take part (KIP-584).
 *
 * @param min the lowest level that the node supports
 * @param max the highest level that the node supports
 */
public record RulesLevels(short min, short max) {

    /** The name of the feature whose level it is. */
    public static final String FEATURE = "taffrail.rules";

    /**
     * What this build supports. 2: brokers can be drained. 3: coordinators are assigned. 4: the
     * canary's topic is internal.
     */
    public static final RulesLevels SUPPORTED = new RulesLevels((short) 1, (short) 4);

    public boolean include(short level) {
        return level >= min && level <= max;
    }

    @Override
    public String toString() {
        return min + ".." + max;
    }
}
