package io.taffrail.gateway.rest.v3;

import io.swagger.v3.oas.annotations.tags.Tag;
import io.taffrail.gateway.link.ClusterAdmin.ConfigChange;
import io.taffrail.gateway.rest.v3.Resources.Listing;
import io.taffrail.gateway.rest.v3.Resources.TopicConfig;
import io.taffrail.kernel.config.ConfigKey;
import io.taffrail.kernel.config.ConfigValue;
import io.taffrail.kernel.config.EffectiveConfigs;
import io.taffrail.kernel.config.TopicConfigs;
import io.taffrail.kernel.metadata.ConfigResource;
import io.taffrail.kernel.metadata.TopicImage;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.stream.Stream;
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
        return alter(clusterId, topic, ConfigChanges.of(alterations));
    }

    private ResponseEntity<Void> alter(String clusterId, String name, List<ConfigChange> changes) {
        TopicImage topic = cluster.topic(clusterId, name);
        ConfigResource resource = ConfigResource.topic(topic.name());
        cluster.carryOut(
                cluster.admin().alterConfigs(resource, changes),
                image -> ConfigChanges.areShown(image.configs(resource), changes));
        return ResponseEntity.noContent().build();
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
                ConfigChanges.source(value.source()),
                ConfigChanges.synonyms(value));
    }
}
