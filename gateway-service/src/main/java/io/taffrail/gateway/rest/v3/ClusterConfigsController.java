package io.taffrail.gateway.rest.v3;

import io.swagger.v3.oas.annotations.tags.Tag;
import io.taffrail.gateway.link.ClusterAdmin.ConfigChange;
import io.taffrail.gateway.rest.v3.Resources.ClusterConfig;
import io.taffrail.gateway.rest.v3.Resources.Listing;
import io.taffrail.gateway.rest.v3.Resources.Synonym;
import io.taffrail.kernel.config.BrokerConfigs;
import io.taffrail.kernel.config.ConfigSource;
import io.taffrail.kernel.config.EffectiveConfigs;
import io.taffrail.kernel.metadata.ConfigResource;
import io.taffrail.kernel.metadata.MetadataImage;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The settings that were given to all brokers at run time. What single brokers have in their files,
 * only they know.
 */
@RestController
@RequestMapping(path = "/v3/clusters/{cluster}", produces = "application/json")
@Tag(name = "cluster settings (v3)")
public final class ClusterConfigsController {

    private final Cluster cluster;

    public ClusterConfigsController(Cluster cluster) {
        this.cluster = cluster;
    }

    @GetMapping("/broker-configs")
    Listing<ClusterConfig> list(
            HttpServletRequest request, @PathVariable("cluster") String clusterId) {
        MetadataImage image = cluster.image(clusterId);
        var addresses = Addresses.of(request, clusterId);
        return new Listing<>(
                "KafkaClusterConfigList",
                addresses.list("broker-configs"),
                image.configs(ConfigResource.ALL_BROKERS).entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(each -> resource(each.getKey(), each.getValue(), image, addresses))
                        .toList());
    }

    @GetMapping("/broker-configs/{name}")
    ClusterConfig get(
            HttpServletRequest request,
            @PathVariable("cluster") String clusterId,
            @PathVariable("name") String name) {
        MetadataImage image = cluster.image(clusterId);
        String value = image.configs(ConfigResource.ALL_BROKERS).get(name);
        if (value == null) {
            throw Cluster.notFound(404, "the brokers were given no setting " + name);
        }
        return resource(name, value, image, Addresses.of(request, clusterId));
    }

    @PutMapping("/broker-configs/{name}")
    ResponseEntity<Void> set(
            @PathVariable("cluster") String clusterId,
            @PathVariable("name") String name,
            @RequestBody Requests.Value value) {
        if (value.value() == null) {
            throw Cluster.invalid("value is missing: DELETE goes back to the default");
        }
        return alter(clusterId, List.of(new ConfigChange(name, value.value())));
    }

    /** Back to the default. */
    @DeleteMapping("/broker-configs/{name}")
    ResponseEntity<Void> reset(
            @PathVariable("cluster") String clusterId, @PathVariable("name") String name) {
        return alter(clusterId, List.of(new ConfigChange(name, null)));
    }

    @PostMapping("/broker-configs:alter")
    ResponseEntity<Void> alter(
            @PathVariable("cluster") String clusterId,
            @RequestBody Requests.Alterations alterations) {
        return alter(clusterId, ConfigChanges.of(alterations));
    }

    private ResponseEntity<Void> alter(String clusterId, List<ConfigChange> changes) {
        cluster.image(clusterId);
        cluster.carryOut(
                cluster.admin().alterConfigs(ConfigResource.ALL_BROKERS, changes),
                image ->
                        ConfigChanges.areShown(image.configs(ConfigResource.ALL_BROKERS), changes));
        return ResponseEntity.noContent().build();
    }

    private static ClusterConfig resource(
            String name, String value, MetadataImage image, Addresses addresses) {
        return new ClusterConfig(
                "KafkaClusterConfig",
                addresses.clusterConfig(name),
                image.clusterId(),
                "BROKER",
                name,
                value,
                false,
                false,
                false,
                ConfigChanges.source(ConfigSource.DYNAMIC_ALL_BROKERS),
                synonyms(name, image));
    }

    /** A setting that an older or newer build knew has no default here. */
    private static List<Synonym> synonyms(String name, MetadataImage image) {
        return BrokerConfigs.all().find(name) == null
                ? List.of()
                : ConfigChanges.synonyms(EffectiveConfigs.ofCluster(image).brokerValue(name));
    }
}
