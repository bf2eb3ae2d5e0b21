package io.taffrail.kernel.config;

import java.util.List;

/**
 * A setting as it holds now.
 *
 * @param candidates every place that has a value, the one that holds first and the default last
 */
public record ConfigValue(ConfigKey key, List<Candidate> candidates) {

    /** A value, the name under which it was found, and where. */
    public record Candidate(String name, String value, ConfigSource source) {}

    public ConfigValue {
        candidates = List.copyOf(candidates);
    }

    public String value() {
        return candidates.getFirst().value();
    }

    public ConfigSource source() {
        return candidates.getFirst().source();
    }

    public boolean isDefault() {
        return source() == ConfigSource.DEFAULT;
    }
}
