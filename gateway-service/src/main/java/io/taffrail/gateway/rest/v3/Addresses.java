package io.taffrail.gateway.rest.v3;

import io.taffrail.gateway.rest.v3.Resources.Link;
import io.taffrail.gateway.rest.v3.Resources.ListMetadata;
import io.taffrail.gateway.rest.v3.Resources.Metadata;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.util.ForwardedHeaderUtils;
import org.springframework.web.util.UriUtils;

/**
 * The addresses and names of a cluster's resources, as the client that asks can reach them: behind
 * a proxy they begin with the proxy's name.
 */
final class Addresses {

    private final String base;
    private final String clusterId;

    private Addresses(String base, String clusterId) {
        this.base = base;
        this.clusterId = clusterId;
    }

    static Addresses of(HttpServletRequest request, String clusterId) {
        URI asked = URI.create(request.getRequestURL().toString());
        var headers = new ServletServerHttpRequest(request).getHeaders();
        String origin =
                ForwardedHeaderUtils.adaptFromForwardedHeaders(asked, headers)
                        .replacePath("/v3/clusters")
                        .replaceQuery(null)
                        .build()
                        .toUriString();
        return new Addresses(origin, clusterId);
    }

    /** The address of the list of clusters. */
    String clusters() {
        return base;
    }

    /** The address of a resource; each part is escaped. */
    String of(Object... parts) {
        var address = new StringBuilder(base).append('/').append(clusterId);
        for (Object part : parts) {
            address.append('/').append(UriUtils.encodePathSegment(part.toString(), "UTF-8"));
        }
        return address.toString();
    }

    Link link(Object... parts) {
        return new Link(of(parts));
    }

    ListMetadata list(Object... parts) {
        return new ListMetadata(of(parts), null);
    }

    Metadata cluster() {
        return new Metadata(of(), "crn:///kafka=" + clusterId);
    }

    Metadata broker(int id) {
        return new Metadata(of("brokers", id), "crn:///kafka=" + clusterId + "/broker=" + id);
    }

    Metadata clusterConfig(String name) {
        return new Metadata(
                of("broker-configs", name), "crn:///kafka=" + clusterId + "/broker-config=" + name);
    }

    Metadata topic(String name) {
        return new Metadata(of("topics", name), topicName(name));
    }

    Metadata topicConfig(String topic, String name) {
        return new Metadata(
                of("topics", topic, "configs", name), topicName(topic) + "/config=" + name);
    }

    Metadata partition(String topic, int partition) {
        return new Metadata(
                of("topics", topic, "partitions", partition),
                topicName(topic) + "/partition=" + partition);
    }

    Metadata replica(String topic, int partition, int broker) {
        return new Metadata(
                of("topics", topic, "partitions", partition, "replicas", broker),
                topicName(topic) + "/partition=" + partition + "/replica=" + broker);
    }

    Metadata reassignment(String topic, int partition) {
        return new Metadata(
                of("topics", topic, "partitions", partition, "reassignment"),
                topicName(topic) + "/partition=" + partition + "/reassignment");
    }

    Metadata drain(int broker) {
        return new Metadata(
                of("brokers", broker, "drain"),
                "crn:///kafka=" + clusterId + "/broker=" + broker + "/drain");
    }

    Metadata quorum() {
        return new Metadata(of("quorum"), "crn:///kafka=" + clusterId + "/quorum");
    }

    Metadata group(String group) {
        return new Metadata(of("consumer-groups", group), groupName(group));
    }

    Metadata consumer(String group, String consumer) {
        return new Metadata(
                of("consumer-groups", group, "consumers", consumer),
                groupName(group) + "/consumer=" + consumer);
    }

    Metadata assignment(String group, String consumer, String topic, int partition) {
        return new Metadata(
                of(
                        "consumer-groups",
                        group,
                        "consumers",
                        consumer,
                        "assignments",
                        topic,
                        "partitions",
                        partition),
                groupName(group)
                        + "/consumer="
                        + consumer
                        + "/assignment="
                        + topic
                        + "/partition="
                        + partition);
    }

    Metadata lag(String group, String topic, int partition) {
        return new Metadata(
                of("consumer-groups", group, "lags", topic, "partitions", partition),
                groupName(group) + "/lag=" + topic + "/partition=" + partition);
    }

    Metadata lagSummary(String group) {
        return new Metadata(
                of("consumer-groups", group, "lag-summary"), groupName(group) + "/lag-summary");
    }

    Metadata offsets(String group) {
        return new Metadata(of("consumer-groups", group, "offsets"), groupName(group) + "/offsets");
    }

    private String groupName(String group) {
        return "crn:///kafka=" + clusterId + "/consumer-group=" + group;
    }

    private String topicName(String topic) {
        return "crn:///kafka=" + clusterId + "/topic=" + topic;
    }
}
