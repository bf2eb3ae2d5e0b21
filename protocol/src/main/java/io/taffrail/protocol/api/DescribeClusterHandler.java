package io.taffrail.protocol.api;

import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.NodeImage;
import io.taffrail.kernel.metadata.NodeRole;
import io.taffrail.protocol.server.ApiHandler;
import io.taffrail.protocol.server.ApiRange;
import io.taffrail.protocol.server.Exchange;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.common.message.DescribeClusterRequestData;
import org.apache.kafka.common.message.DescribeClusterResponseData;
import org.apache.kafka.common.message.DescribeClusterResponseData.DescribeClusterBroker;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/** DescribeCluster 0–2 (KIP-700, KIP-919 endpoint types, KIP-1073 fenced brokers). */
public final class DescribeClusterHandler implements ApiHandler {

    private static final ApiRange RANGE = ApiRange.of(ApiKeys.DESCRIBE_CLUSTER, 0, 2);
    private static final byte BROKERS = 1;

    private final Supplier<MetadataImage> images;

    public DescribeClusterHandler(Supplier<MetadataImage> images) {
        this.images = images;
    }

    @Override
    public ApiRange range() {
        return RANGE;
    }

    @Override
    public void handle(Exchange exchange) {
        var request = exchange.request(DescribeClusterRequestData.class);
        if (request.endpointType() != BROKERS) {
            exchange.respond(
                    new DescribeClusterResponseData()
                            .setErrorCode(Errors.MISMATCHED_ENDPOINT_TYPE.code())
                            .setErrorMessage(
                                    "this listener is for brokers (endpoint type 1), not for type "
                                            + request.endpointType()));
            return;
        }
        MetadataImage image = images.get();
        List<Listeners.Reachable> reachable = Listeners.reachable(image, exchange.listener());
        var response =
                new DescribeClusterResponseData()
                        .setEndpointType(BROKERS)
                        .setClusterId(image.clusterId())
                        .setControllerId(Listeners.controllerId(reachable));
        for (Listeners.Reachable node : reachable) {
            response.brokers()
                    .add(
                            new DescribeClusterBroker()
                                    .setBrokerId(node.node().id())
                                    .setHost(node.endpoint().host())
                                    .setPort(node.endpoint().port())
                                    .setRack(node.node().rack()));
        }
        if (request.includeFencedBrokers()) {
            addFenced(response, image, exchange.listener());
        }
        exchange.respond(response);
    }

    private static void addFenced(
            DescribeClusterResponseData response, MetadataImage image, String listener) {
        for (NodeImage node : image.nodes()) {
            var endpoint = Listeners.endpoint(node, listener);
            if (node.role() == NodeRole.BROKER && node.fenced() && endpoint != null) {
                response.brokers()
                        .add(
                                new DescribeClusterBroker()
                                        .setBrokerId(node.id())
                                        .setHost(endpoint.host())
                                        .setPort(endpoint.port())
                                        .setRack(node.rack())
                                        .setIsFenced(true));
            }
        }
    }
}
