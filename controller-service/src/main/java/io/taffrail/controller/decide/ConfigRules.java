package io.taffrail.controller.decide;

import io.taffrail.controller.command.CommandReply;
import io.taffrail.controller.command.CommandReply.Accepted;
import io.taffrail.controller.command.CommandReply.Refused;
import io.taffrail.controller.command.ControllerCommand.AlterConfigs;
import io.taffrail.controller.command.ControllerCommand.ConfigEdit;
import io.taffrail.kernel.config.BrokerConfigs;
import io.taffrail.kernel.config.ConfigCatalogue;
import io.taffrail.kernel.config.ConfigKey;
import io.taffrail.kernel.config.ConfigType;
import io.taffrail.kernel.config.TopicConfigs;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.machine.Decision;
import io.taffrail.kernel.metadata.ConfigResource;
import io.taffrail.kernel.metadata.MetadataEvent;
import io.taffrail.kernel.metadata.MetadataEvent.ConfigChanged;
import io.taffrail.kernel.metadata.MetadataImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Whether settings may be changed; the result is judged as a whole, and taken whole or not at all.
 */
final class ConfigRules {

    private static final Set<String> BEARING_ON_ELECTIONS =
            Set.of(TopicConfigs.MIN_INSYNC_REPLICAS, TopicConfigs.UNCLEAN_LEADER_ELECTION_ENABLE);

    private ConfigRules() {}

    static Decision<MetadataEvent, CommandReply> alter(MetadataImage image, AlterConfigs command) {
        Optional<Rejected> missing = missing(image, command.resource());
        if (missing.isPresent()) {
            return Decision.unchanged(new Refused(missing.get()));
        }
        Map<String, String> before = image.configs(command.resource());
        var after = new TreeMap<String, String>(command.replacesAll() ? Map.of() : before);
        for (ConfigEdit edit : command.edits()) {
            Optional<Rejected> refusal = apply(command.resource(), edit, after);
            if (refusal.isPresent()) {
                return Decision.unchanged(new Refused(refusal.get()));
            }
        }
        Optional<Rejected> refusal =
                switch (command.resource().type()) {
                    case TOPIC -> TopicConfigs.refusal(after);
                    case BROKER -> BrokerConfigs.refusal(after);
                };
        return refusal.<Decision<MetadataEvent, CommandReply>>map(
                        rejected -> Decision.unchanged(new Refused(rejected)))
                .orElseGet(() -> accepted(image, changes(command.resource(), before, after)));
    }

    private static Decision<MetadataEvent, CommandReply> accepted(
            MetadataImage image, List<MetadataEvent> changes) {
        boolean bearsOnElections =
                changes.stream()
                        .anyMatch(event ->
                                event instanceof ConfigChanged changed
                                        && BEARING_ON_ELECTIONS.contains(changed.key()));
        var events = new ArrayList<>(changes);
        if (bearsOnElections) {
            MetadataImage changed = image;
            for (MetadataEvent event : changes) {
                changed = changed.evolve(event, image.appliedIndex());
            }
            events.addAll(ElectionRules.whenConfigured(changed));
        }
        return new Decision<>(events, new Accepted());
    }

    private static Optional<Rejected> missing(MetadataImage image, ConfigResource resource) {
        return switch (resource.type()) {
            case TOPIC ->
                    image.topic(resource.name()) != null
                            ? Optional.empty()
                            : rejected(
                                    Rejection.UNKNOWN_TOPIC_OR_PARTITION,
                                    "topic %s does not exist",
                                    resource.name());
            case BROKER ->
                    resource.name().isEmpty() || isRegistered(image, resource.name())
                            ? Optional.empty()
                            : rejected(
                                    Rejection.BROKER_ID_NOT_REGISTERED,
                                    "broker '%s' is not registered: name a registered one, or none for all brokers",
                                    resource.name());
        };
    }

    private static boolean isRegistered(MetadataImage image, String name) {
        boolean isId = name.length() <= 9 && name.chars().allMatch(c -> c >= '0' && c <= '9');
        return isId && image.node(Integer.parseInt(name)) != null;
    }

    private static Optional<Rejected> apply(
            ConfigResource resource, ConfigEdit edit, Map<String, String> settings) {
        boolean isOfAll = resource.equals(ConfigResource.ALL_BROKERS);
        if (isOfAll && edit.key().equals(BrokerConfigs.BROKER_DRAIN)) {
            return rejected(
                    Rejection.INVALID_CONFIG,
                    "%s cannot be set for all brokers, for then nobody would be left to lead: name one",
                    edit.key());
        }
        ConfigKey key = catalogue(resource).find(edit.key());
        return switch (edit.operation()) {
            case SET -> {
                if (edit.value() == null) {
                    yield rejected(
                            Rejection.INVALID_CONFIG,
                            "%s is to be set, but there is no value: give one, or delete it",
                            edit.key());
                }
                settings.put(edit.key(), edit.value());
                yield Optional.empty();
            }
            case DELETE -> {
                settings.remove(edit.key());
                yield Optional.empty();
            }
            case APPEND, SUBTRACT -> applyToList(edit, key, settings);
        };
    }

    private static Optional<Rejected> applyToList(
            ConfigEdit edit, @Nullable ConfigKey key, Map<String, String> settings) {
        if (key == null || key.type() != ConfigType.LIST) {
            return rejected(
                    Rejection.INVALID_CONFIG,
                    "%s is not a list: set it, instead of adding to it or taking from it",
                    edit.key());
        }
        var words =
                new LinkedHashSet<>(words(settings.getOrDefault(edit.key(), key.defaultValue())));
        List<String> given = words(Objects.requireNonNullElse(edit.value(), ""));
        if (edit.operation() == ConfigEdit.Operation.APPEND) {
            words.addAll(given);
        } else {
            given.forEach(words::remove);
        }
        settings.put(edit.key(), String.join(",", words));
        return Optional.empty();
    }

    private static List<String> words(String list) {
        return Arrays.stream(list.split(","))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private static List<MetadataEvent> changes(
            ConfigResource resource, Map<String, String> before, Map<String, String> after) {
        var keys = new TreeSet<>(before.keySet());
        keys.addAll(after.keySet());
        var events = new ArrayList<MetadataEvent>();
        for (String key : keys) {
            if (!Objects.equals(before.get(key), after.get(key))) {
                events.add(new ConfigChanged(resource, key, after.get(key)));
            }
        }
        return events;
    }

    private static ConfigCatalogue catalogue(ConfigResource resource) {
        return switch (resource.type()) {
            case TOPIC -> TopicConfigs.all();
            case BROKER -> BrokerConfigs.all();
        };
    }

    private static Optional<Rejected> rejected(Rejection reason, String message, Object... values) {
        return Optional.of(new Rejected(reason, message.formatted(values)));
    }
}
