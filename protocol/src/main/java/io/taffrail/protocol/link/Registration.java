package io.taffrail.protocol.link;

import io.taffrail.kernel.metadata.Endpoint;
import io.taffrail.kernel.metadata.RulesLevels;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.BrokerRegistrationRequestData;
import org.apache.kafka.common.protocol.Errors;

/** What a node says of itself when it registers, and what a refusal of that means. */
final class Registration {

    private Registration() {}

    /**
     * @param clusterId the cluster that the node's data belongs to; empty when it has none yet
     */
    static BrokerRegistrationRequestData request(
            LinkConfig config, String clusterId, List<UUID> logDirectories) {
        var request =
                new BrokerRegistrationRequestData()
                        .setBrokerId(config.nodeId())
                        .setClusterId(clusterId)
                        .setIncarnationId(kafkaId(config.incarnationId()))
                        .setRack(config.rack())
                        .setLogDirs(logDirectories.stream().map(Registration::kafkaId).toList());
        for (Endpoint endpoint : config.endpoints().get()) {
            request.listeners()
                    .add(
                            new BrokerRegistrationRequestData.Listener()
                                    .setName(endpoint.listener())
                                    .setHost(endpoint.host())
                                    .setPort(endpoint.port())
                                    .setSecurityProtocol((short) 0));
        }
        request.features()
                .add(
                        new BrokerRegistrationRequestData.Feature()
                                .setName(RulesLevels.FEATURE)
                                .setMinSupportedVersion(RulesLevels.SUPPORTED.min())
                                .setMaxSupportedVersion(RulesLevels.SUPPORTED.max()));
        return request;
    }

    /** The response has no place for words, so whoever reads the node's log gets them here. */
    static String refusal(short code) {
        Errors error = Errors.forCode(code);
        return error == Errors.UNSUPPORTED_VERSION
                ? "%s: the cluster is at a level of %s that this build does not support, which knows %s; start the build that the cluster runs"
                        .formatted(error, RulesLevels.FEATURE, RulesLevels.SUPPORTED)
                : error.toString();
    }

    private static Uuid kafkaId(UUID id) {
        return new Uuid(id.getMostSignificantBits(), id.getLeastSignificantBits());
    }
}
