package io.taffrail.gateway.link.api;

import io.taffrail.gateway.link.BrokerProbe;
import io.taffrail.gateway.link.ClusterHistory;
import io.taffrail.gateway.link.ClusterMetadata;
import io.taffrail.gateway.link.GatewayLife;
import io.taffrail.gateway.link.GroupCalls;
import io.taffrail.gateway.link.GroupDirectory;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.runtime.Loop;
import io.taffrail.protocol.client.ClientConfig;
import io.taffrail.protocol.client.NodeClient;
import io.taffrail.protocol.link.ControllerLink;
import io.taffrail.protocol.link.LinkConfig;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's tie to the cluster: one client for all nodes, and the link to the controller, which
 * starts when it is known where the controllers are. Before that the cluster looks empty.
 */
public final class LinkedCluster implements ClusterMetadata, AutoCloseable {

    /**
     * Subscribers that come back all at once, each with a question for each of its partitions, are
     * no reason to refuse any.
     */
    private static final int IN_FLIGHT_MAX = 20_000;

    private final int nodeId;
    private final NodeClient client;
    private final WirePartitions partitions;
    private final WireAdmin admin;
    private final WireOperations operations;
    private final List<Consumer<MetadataImage>> listeners = new CopyOnWriteArrayList<>();
    private final WireGroups groups;
    private final WireGroupDirectory groupDirectory;
    private final BrokerProbe brokerProbe;
    private final ClusterHistory history;
    private volatile @Nullable ControllerLink link;

    public LinkedCluster(int nodeId) {
        this.nodeId = nodeId;
        this.client =
                new NodeClient(
                        ClientConfig.named(GatewayLife.clientIdBefore(nodeId))
                                .withInFlightMax(IN_FLIGHT_MAX),
                        this::clientId);
        this.partitions = new WirePartitions(client, this::image);
        this.admin = new WireAdmin(this::started, nodeId);
        this.operations = new WireOperations(this::started);
        this.groups = new WireGroups(client, this::started);
        this.groupDirectory = new WireGroupDirectory(client, this::image);
        this.brokerProbe = new WireBrokerProbe(client, this::image);
        this.history = new WireHistory(this::started);
    }

    /** Names this life of the gateway, as soon as it has one: its members go when it is over. */
    private String clientId() {
        long nodeEpoch = nodeEpoch();
        return nodeEpoch < 0
                ? GatewayLife.clientIdBefore(nodeId)
                : new GatewayLife(nodeId, nodeEpoch).clientId();
    }

    /** Under which the controllers know this run of the node; negative before they do. */
    public long nodeEpoch() {
        ControllerLink known = link;
        return known == null ? -1 : known.nodeEpoch();
    }

    /** Makes the link, which then waits to be told to register. */
    public ControllerLink connect(LinkConfig config, Loop loop) {
        var connected = new ControllerLink(config, client, loop);
        link = connected;
        listeners.forEach(connected::listen);
        return connected;
    }

    public WirePartitions partitions() {
        return partitions;
    }

    public WireAdmin admin() {
        return admin;
    }

    public WireOperations operations() {
        return operations;
    }

    public GroupCalls groups() {
        return groups;
    }

    public GroupDirectory groupDirectory() {
        return groupDirectory;
    }

    public BrokerProbe brokerProbe() {
        return brokerProbe;
    }

    public ClusterHistory history() {
        return history;
    }

    @Override
    public MetadataImage image() {
        ControllerLink known = link;
        return known == null ? MetadataImage.EMPTY : known.image();
    }

    @Override
    public void listen(Consumer<MetadataImage> listener) {
        listeners.add(listener);
        ControllerLink known = link;
        if (known != null) {
            known.listen(listener);
        }
    }

    @Override
    public CompletableFuture<Boolean> await(Predicate<MetadataImage> wanted, long timeoutMs) {
        return started().await(wanted, timeoutMs);
    }

    private ControllerLink started() {
        ControllerLink known = link;
        if (known == null) {
            throw new IllegalStateException("the gateway has not started its link yet");
        }
        return known;
    }

    @Override
    public void close() {
        ControllerLink known = link;
        if (known != null) {
            known.close();
        }
        client.close();
    }
}
