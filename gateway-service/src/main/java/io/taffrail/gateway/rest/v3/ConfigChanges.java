package io.taffrail.gateway.rest.v3;

import io.taffrail.gateway.link.ClusterAdmin.ConfigChange;
import io.taffrail.gateway.rest.v3.Resources.Synonym;
import io.taffrail.kernel.config.ConfigSource;
import io.taffrail.kernel.config.ConfigValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Settings in version 3's words, whatever they are settings of. */
final class ConfigChanges {

    private ConfigChanges() {}

    static List<ConfigChange> of(Requests.Alterations alterations) {
        List<Requests.Alteration> data = alterations.data();
        if (data == null) {
            throw Cluster.invalid("data is missing: it is the list of changes");
        }
        List<ConfigChange> changes = new ArrayList<>();
        for (Requests.Alteration alteration : data) {
            changes.add(change(alteration));
        }
        return changes;
    }

    private static ConfigChange change(Requests.Alteration alteration) {
        String name = alteration.name();
        if (name == null) {
            throw Cluster.invalid("one of the changes has no name");
        }
        @Nullable String operation = alteration.operation();
        return switch (operation == null ? "SET" : operation.toUpperCase(Locale.ROOT)) {
            case "SET" -> {
                if (alteration.value() == null) {
                    throw Cluster.invalid("the value of " + name + " is missing");
                }
                yield new ConfigChange(name, alteration.value());
            }
            case "DELETE" -> new ConfigChange(name, null);
            default ->
                    throw Cluster.invalid(
                            "operation "
                                    + operation
                                    + " of "
                                    + name
                                    + " is neither SET nor DELETE");
        };
    }

    /** A later change of one name beats an earlier one, so only the last of each counts. */
    static boolean areShown(Map<String, String> configs, List<ConfigChange> changes) {
        return changes.reversed().stream()
                .map(ConfigChange::name)
                .distinct()
                .allMatch(name ->
                        Objects.equals(
                                configs.get(name),
                                changes.reversed().stream()
                                        .filter(change -> change.name().equals(name))
                                        .findFirst()
                                        .map(ConfigChange::value)
                                        .orElse(null)));
    }

    /** Every place that has a value, the one that holds first. */
    static List<Synonym> synonyms(ConfigValue value) {
        return value.candidates().stream()
                .map(candidate ->
                        new Synonym(
                                candidate.name(), candidate.value(), source(candidate.source())))
                .toList();
    }

    static String source(ConfigSource source) {
        return switch (source) {
            case TOPIC_OVERRIDE -> "DYNAMIC_TOPIC_CONFIG";
            case DYNAMIC_BROKER -> "DYNAMIC_BROKER_CONFIG";
            case DYNAMIC_ALL_BROKERS -> "DYNAMIC_DEFAULT_BROKER_CONFIG";
            case STATIC_BROKER -> "STATIC_BROKER_CONFIG";
            case DEFAULT -> "DEFAULT_CONFIG";
        };
    }
}
