package io.taffrail.kernel.config;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a value must satisfy beyond being of its type. */
public sealed interface ConfigBound {

    /** Any value of the type. */
    record Any() implements ConfigBound {}

    /** A number from {@code min} to {@code max}, both included. */
    record Range(double min, double max) implements ConfigBound {}

    /** One of these words; a list may have several, each of them one of these. */
    record OneOf(List<String> allowed) implements ConfigBound {
        public OneOf {
            allowed = List.copyOf(allowed);
        }
    }

    /** Only this value works here, and the reason why. */
    record Only(String value, String why) implements ConfigBound {}

    /** Pairs of a partition and a broker, or all; see {@link ThrottledReplicas}. */
    record Replicas() implements ConfigBound {}

    static ConfigBound any() {
        return new Any();
    }

    static ConfigBound atLeast(double min) {
        return new Range(min, Double.MAX_VALUE);
    }

    static ConfigBound between(double min, double max) {
        return new Range(min, max);
    }

    static ConfigBound oneOf(String... allowed) {
        return new OneOf(List.of(allowed));
    }

    static ConfigBound only(String value, String why) {
        return new Only(value, why);
    }

    static ConfigBound replicas() {
        return new Replicas();
    }

    /** What is wrong with the value, without the setting's name; or nothing. */
    default Optional<String> objection(ConfigType type, String value) {
        return switch (this) {
            case Any _ -> Optional.empty();
            case Replicas _ -> ThrottledReplicas.objection(value);
            case Range range -> outside(range, Double.parseDouble(value));
            case OneOf words -> unknownWord(words, type, value);
            case Only only ->
                    value.equals(only.value())
                            ? Optional.empty()
                            : Optional.of(
                                    "is not available: leave it at %s (%s)"
                                            .formatted(only.value(), only.why()));
        };
    }

    private static Optional<String> outside(Range range, double value) {
        if (value < range.min()) {
            return Optional.of("is below %s: raise it".formatted(plain(range.min())));
        }
        if (value > range.max()) {
            return Optional.of("is above %s: lower it".formatted(plain(range.max())));
        }
        return Optional.empty();
    }

    private static Optional<String> unknownWord(OneOf words, ConfigType type, String value) {
        List<String> given =
                type == ConfigType.LIST
                        ? Arrays.stream(value.split(",")).map(String::strip).toList()
                        : List.of(value);
        return words.allowed().containsAll(given)
                ? Optional.empty()
                : Optional.of("is not one of " + String.join(", ", words.allowed()));
    }

    private static String plain(double bound) {
        return bound == Math.rint(bound) ? Long.toString((long) bound) : Double.toString(bound);
    }
}
