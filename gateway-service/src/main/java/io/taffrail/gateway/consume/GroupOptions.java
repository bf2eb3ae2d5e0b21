package io.taffrail.gateway.consume;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a subscriber takes part in a group.
 *
 * @param acknowledgesItself whether positions are committed when the subscriber says so, and not
 *     when its records were written
 */
public record GroupOptions(String group, boolean acknowledgesItself) {

    /** Where members begin if they do not say: where the group left off, or else at the end. */
    public static final String COMMITTED = "committed";

    /**
     * Reads what a subscriber says of its group.
     *
     * @param group empty for none
     * @param ack {@code auto}, {@code manual}, or empty for auto
     * @param partitions what it asked for by number
     * @return null when there is no group
     * @throws IllegalArgumentException naming what can be given
     */
    public static @Nullable GroupOptions parse(String group, String ack, List<Integer> partitions) {
        if (group.isEmpty()) {
            if (!ack.isEmpty()) {
                throw new IllegalArgumentException(
                        "ack '" + ack + "' says something about a group: name one with group");
            }
            return null;
        }
        if (!partitions.isEmpty()) {
            throw new IllegalArgumentException(
                    "the group decides who reads which partition: leave out partitions "
                            + partitions
                            + ", or the group "
                            + group);
        }
        return switch (ack) {
            case "", "auto" -> new GroupOptions(group, false);
            case "manual" -> new GroupOptions(group, true);
            default ->
                    throw new IllegalArgumentException(
                            "ack '" + ack + "' is not known: use auto or manual");
        };
    }
}
