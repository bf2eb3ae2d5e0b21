package io.taffrail.gateway.rest.v3;

import io.swagger.v3.oas.annotations.tags.Tag;
import io.taffrail.gateway.link.ClusterAdmin.ConfigChange;
import io.taffrail.gateway.rest.v3.Resources.Listing;
import io.taffrail.gateway.rest.v3.Resources.Synonym;
import io.taffrail.gateway.rest.v3.Resources.TopicConfig;
import io.taffrail.kernel.config.ConfigKey;
import io.taffrail.kernel.config.ConfigSource;
import io.taffrail.kernel.config.ConfigValue;
import io.taffrail.kernel.config.EffectiveConfigs;
import io.taffrail.kernel.config.TopicConfigs;
import io.taffrail.kernel.metadata.ConfigResource;
import io.taffrail.kernel.metadata.TopicImage;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The settings of topics, with where each value comes from. */
@RestController
@RequestMapping(path = "/v3/clusters/{cluster}/topics", produces = "application/json")
@Tag(name = "topic settings (v3)")
public final class TopicConfigsController {

    private static final String KIND_OF_LIST = "KafkaTopicConfigList";

    private final Cluster cluster;

    public TopicConfigsController(Cluster cluster) {
        this.cluster = cluster;
    }

    @GetMapping("/{topic}/configs")
    Listing<TopicConfig> list(
            HttpServletRequest request,
            @PathVariable("cluster") String clusterId,
            @PathVariable("topic") String topic) {
        cluster.topic(clusterId, topic);
        var addresses = Addresses.of(request, clusterId);
        return new Listing<>(
                KIND_OF_LIST,
                addresses.list("topics", topic, "configs"),
                all(topic, clusterId, addresses).toList());
    }

    @GetMapping("/-/configs")
    Listing<TopicConfig> ofAllTopics(
            HttpServletRequest request, @PathVariable("cluster") String clusterId) {
        var addresses = Addresses.of(request, clusterId);
        return new Listing<>(
                KIND_OF_LIST,
                addresses.list("topics", "-", "configs"),
                cluster.image(clusterId).topics().stream()
                        .flatMap(topic -> all(topic.name(), clusterId, addresses))
                        .toList());
    }

    @GetMapping("/{topic}/configs/{name}")
    TopicConfig get(
            HttpServletRequest request,
            @PathVariable("cluster") String clusterId,
            @PathVariable("topic") String topic,
            @PathVariable("name") String name) {
        cluster.topic(clusterId, topic);
        ConfigKey key = TopicConfigs.all().find(name);
        if (key == null) {
            throw Cluster.notFound(404, "topics have no setting " + name);
        }
        return resource(
                cluster.configs().topicValue(topic, key),
                topic,
                clusterId,
                Addresses.of(request, clusterId));
    }

    @PutMapping("/{topic}/configs/{name}")
    ResponseEntity<Void> set(
            @PathVariable("cluster") String clusterId,
            @PathVariable("topic") String topic,
            @PathVariable("name") String name,
            @RequestBody Requests.Value value) {
        if (value.value() == null) {
            throw Cluster.invalid("value is missing: DELETE goes back to the default");
        }
        return alter(clusterId, topic, List.of(new ConfigChange(name, value.value())));
    }

    /** Back to the default. */
    @DeleteMapping("/{topic}/configs/{name}")
    ResponseEntity<Void> reset(
            @PathVariable("cluster") String clusterId,
            @PathVariable("topic") String topic,
            @PathVariable("name") String name) {
        return alter(clusterId, topic, List.of(new ConfigChange(name, null)));
    }

    @PostMapping("/{topic}/configs:alter")
    ResponseEntity<Void> alter(
            @PathVariable("cluster") String clusterId,
            @PathVariable("topic") String topic,
            @RequestBody Requests.Alterations alterations) {
        List<Requests.Alteration> data = alterations.data();
        if (data == null) {
            throw Cluster.invalid("data is missing: it is the list of changes");
        }
        List<ConfigChange> changes = new ArrayList<>();
        for (Requests.Alteration alteration : data) {
            changes.add(change(alteration));
        }
        return alter(clusterId, topic, changes);
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

    private ResponseEntity<Void> alter(String clusterId, String name, List<ConfigChange> changes) {
        TopicImage topic = cluster.topic(clusterId, name);
        ConfigResource resource = ConfigResource.topic(topic.name());
        cluster.carryOut(
                cluster.admin().alterConfigs(resource, changes),
                image -> isAsAsked(image.configs(resource), changes));
        return ResponseEntity.noContent().build();
    }

    /** A later change of one name beats an earlier one, so only the last of each counts. */
    private static boolean isAsAsked(Map<String, String> configs, List<ConfigChange> changes) {
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

    private Stream<TopicConfig> all(String topic, String clusterId, Addresses addresses) {
        EffectiveConfigs configs = cluster.configs();
        return TopicConfigs.all().keys().stream()
                .map(key -> resource(configs.topicValue(topic, key), topic, clusterId, addresses));
    }

    private static TopicConfig resource(
            ConfigValue value, String topic, String clusterId, Addresses addresses) {
        String name = value.key().name();
        return new TopicConfig(
                "KafkaTopicConfig",
                addresses.topicConfig(topic, name),
                clusterId,
                topic,
                name,
                value.value(),
                value.isDefault(),
                false,
                false,
                source(value.source()),
                value.candidates().stream()
                        .map(candidate ->
                                new Synonym(
                                        candidate.name(),
                                        candidate.value(),
                                        source(candidate.source())))
                        .toList());
    }

    private static String source(ConfigSource source) {
        return switch (source) {
            case TOPIC_OVERRIDE -> "DYNAMIC_TOPIC_CONFIG";
            case DYNAMIC_BROKER -> "DYNAMIC_BROKER_CONFIG";
            case DYNAMIC_ALL_BROKERS -> "DYNAMIC_DEFAULT_BROKER_CONFIG";
            case STATIC_BROKER -> "STATIC_BROKER_CONFIG";
            case DEFAULT -> "DEFAULT_CONFIG";
        };
    }
}
