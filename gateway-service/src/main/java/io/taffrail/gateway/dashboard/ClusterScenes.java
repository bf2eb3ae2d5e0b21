package io.taffrail.gateway.dashboard;

import io.taffrail.gateway.dashboard.ClusterViews.Broker;
import io.taffrail.gateway.dashboard.ClusterViews.Counts;
import io.taffrail.gateway.dashboard.ClusterViews.Disk;
import io.taffrail.gateway.dashboard.ClusterViews.Gateway;
import io.taffrail.gateway.dashboard.ClusterViews.Nodes;
import io.taffrail.gateway.dashboard.ClusterViews.Overview;
import io.taffrail.gateway.dashboard.ClusterViews.Rates;
import io.taffrail.gateway.dashboard.ClusterViews.WorstLag;
import io.taffrail.gateway.dashboard.EventViews.Event;
import io.taffrail.gateway.dashboard.QuorumWatch.QuorumSeen;
import io.taffrail.kernel.config.BrokerConfigs;
import io.taffrail.kernel.metadata.Endpoint;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.NodeImage;
import io.taffrail.kernel.metadata.NodeRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Puts together what is shown of the cluster as a whole and of its nodes.
 *
 * @param groups null while no round over the groups has come back
 */
record ClusterScenes(
        ImageTally tally,
        BrokerPolls brokers,
        NodeStates states,
        QuorumSeen quorum,
        @Nullable GroupRound groups,
        long nowMs) {

    static final String HTTP = "HTTP";

    /**
     * @param listensOn what the listeners of this process are bound to
     */
    Overview overview(String version, List<Event> events, OpenListeners.Bound listensOn) {
        MetadataImage image = tally.image();
        Counts counts = counts();
        List<WorstLag> worst = groups == null ? List.of() : groups.worst();
        Map<Integer, Map<String, Disk>> disks = new TreeMap<>();
        List<Integer> down = new ArrayList<>();
        List<Integer> silent = new ArrayList<>();
        for (NodeImage node : image.nodes()) {
            if (node.role() == NodeRole.BROKER) {
                BrokerSample sample = brokers.of(node.id());
                if (sample != null) {
                    disks.put(node.id(), sample.disks());
                }
                if (node.fenced()) {
                    down.add(node.id());
                } else if (sample == null && states.isOlderThanAMoment(node, nowMs)) {
                    silent.add(node.id());
                }
            }
        }
        return new Overview(
                image.clusterId(),
                version,
                nowMs,
                HealthSentences.of(counts, down, silent, quorum.hasLeader(), disks, worst),
                counts,
                quorum.view(),
                brokers.rates().rounded(),
                worst,
                disks,
                events,
                OpenListeners.of(image, quorum.controllerViews(), listensOn));
    }

    private Counts counts() {
        MetadataImage image = tally.image();
        int registered =
                (int) image.nodes().stream().filter(node -> node.role() == NodeRole.BROKER).count();
        return new Counts(
                registered,
                image.brokers().size(),
                quorum.controllers(),
                quorum.controllersUp(),
                image.gateways().size(),
                tally.topics(),
                tally.partitions(),
                tally.offline(),
                tally.underReplicated(),
                tally.underMinIsr(),
                groups == null ? 0 : groups.groups().size());
    }

    Nodes nodes() {
        Map<Integer, Broker> brokerViews = new TreeMap<>();
        Map<Integer, Gateway> gatewayViews = new TreeMap<>();
        for (NodeImage node : tally.image().nodes()) {
            switch (node.role()) {
                case BROKER -> brokerViews.put(node.id(), broker(node));
                case GATEWAY -> gatewayViews.put(node.id(), gateway(node));
            }
        }
        return new Nodes(quorum.controllerViews(), brokerViews, gatewayViews);
    }

    static String state(MetadataImage image, NodeImage node) {
        if (node.fenced()) {
            return "fenced";
        }
        if (node.inControlledShutdown()) {
            return "stopping";
        }
        return BrokerConfigs.isDraining(image, node.id()) ? "draining" : "up";
    }

    private Broker broker(NodeImage node) {
        BrokerSample sample = brokers.of(node.id());
        Rates rates = sample == null ? Rates.NONE : sample.rates().rounded();
        Endpoint endpoint = node.endpoint(Endpoint.KAFKA);
        return new Broker(
                endpoint == null ? null : endpoint.host(),
                endpoint == null ? null : endpoint.port(),
                node.rack(),
                state(tally.image(), node),
                Long.toString(node.epoch()),
                tally.leaders().getOrDefault(node.id(), 0),
                tally.replicas().getOrDefault(node.id(), 0),
                rates.recordsInPerS(),
                rates.bytesInPerS(),
                rates.bytesOutPerS(),
                sample == null ? Map.of() : sample.disks(),
                states.sinceMs(node, nowMs));
    }

    private Gateway gateway(NodeImage node) {
        Endpoint kafka = endpoint(node, Endpoint.KAFKA);
        Endpoint http = endpoint(node, HTTP);
        return new Gateway(
                kafka == null ? null : kafka.host(),
                kafka == null ? null : kafka.port(),
                http == null ? null : "http://" + http.host() + ":" + http.port(),
                node.isActive(),
                tally.coordinated().getOrDefault(node.id(), 0));
    }

    private static @Nullable Endpoint endpoint(NodeImage node, String listener) {
        Endpoint found = node.endpoint(listener);
        return found != null && found.listener().equals(listener) ? found : null;
    }
}
