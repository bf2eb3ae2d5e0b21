package io.taffrail.gateway.app;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.taffrail.gateway.GatewayNode;
import io.taffrail.gateway.api.KafkaDoor;
import io.taffrail.gateway.coordinator.ShardPorts;
import io.taffrail.gateway.coordinator.api.CoordinatorHandlers;
import io.taffrail.gateway.coordinator.api.GroupCoordinator;
import io.taffrail.gateway.link.api.LinkedCluster;
import io.taffrail.kernel.runtime.Clock;
import io.taffrail.kernel.runtime.ThreadLoop;
import io.taffrail.metrics.Build;
import io.taffrail.metrics.RequestMeters;
import io.taffrail.protocol.client.ControllerAddresses;
import io.taffrail.protocol.server.SharedListener;
import java.security.SecureRandom;
import java.util.Random;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/** A gateway as beans; what a process that embeds one imports. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(GatewayProperties.class)
@Import(GatewayWebConfiguration.class)
public class GatewayConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(GatewayConfiguration.class);
    private static final int MAILBOX_LIMIT = 100_000;
    private static final String SERVICE = "gateway";

    @Bean(destroyMethod = "")
    LinkedCluster linkedCluster(GatewayProperties properties) {
        return new LinkedCluster(properties.nodeId());
    }

    @Bean(destroyMethod = "")
    GatewayNode gatewayNode(
            GatewayProperties properties,
            LinkedCluster cluster,
            GroupCoordinator coordinator,
            MeterRegistry meters,
            Environment environment) {
        Build.register(meters, SERVICE, properties.nodeId());
        Gauge.builder("taffrail.metadata.applied.index", cluster, c -> c.image().appliedIndex())
                .description("Last entry of the metadata log that this part of the node knows")
                .tag("service", SERVICE)
                .register(meters);
        Clock clock = Clock.system();
        var timers = new ThreadLoop("gateway", MAILBOX_LIMIT, clock, GatewayConfiguration::log);
        return new GatewayNode(
                properties.config(boundHost(environment)),
                cluster,
                cluster.partitions(),
                cluster.partitions(),
                cluster.admin(),
                cluster.operations(),
                cluster.groups(),
                cluster.groupDirectory(),
                coordinator,
                cluster.brokerProbe(),
                cluster.history(),
                clock,
                timers,
                new Random(new SecureRandom().nextLong()),
                meters);
    }

    /** The door for Kafka's clients; a broker in this process has one already. */
    @Bean(destroyMethod = "")
    KafkaDoor kafkaDoor(
            GatewayProperties properties,
            LinkedCluster cluster,
            GroupCoordinator coordinator,
            ObjectProvider<SharedListener> inThisProcess,
            MeterRegistry meters,
            Environment environment) {
        return new KafkaDoor(
                properties.kafkaDoor(boundHost(environment)),
                CoordinatorHandlers.of(coordinator, cluster::image),
                inThisProcess.getIfAvailable(),
                Clock.system(),
                new RequestMeters(meters, SERVICE));
    }

    /** The consumer groups that the controller gives to this gateway. */
    @Bean(destroyMethod = "")
    GroupCoordinator groupCoordinator(GatewayProperties properties, LinkedCluster cluster) {
        Clock clock = Clock.system();
        var coordinator =
                new GroupCoordinator(
                        new ShardPorts(
                                properties.nodeId(),
                                cluster::nodeEpoch,
                                cluster::image,
                                cluster.partitions(),
                                cluster.partitions(),
                                cluster.admin()::newProducerId,
                                clock,
                                new ThreadLoop(
                                        "coordinators",
                                        MAILBOX_LIMIT,
                                        clock,
                                        GatewayConfiguration::log),
                                new SecureRandom()),
                        properties.brokerProperties());
        cluster.listen(coordinator::follow);
        return coordinator;
    }

    @Bean
    GatewayLifecycle gatewayLifecycle(
            GatewayProperties properties,
            GatewayNode node,
            LinkedCluster cluster,
            KafkaDoor door,
            GroupCoordinator coordinator,
            ObjectProvider<ControllerAddresses> inThisProcess,
            Environment environment) {
        return new GatewayLifecycle(
                properties, node, cluster, door, coordinator, inThisProcess, environment);
    }

    /** Its name is what the readiness of a process counts it by. */
    @Bean
    GatewayHealth gatewayHealthIndicator(GatewayLifecycle lifecycle, GatewayNode node) {
        return new GatewayHealth(lifecycle, node);
    }

    @Bean
    CanaryLifecycle canaryLifecycle(
            GatewayProperties properties, LinkedCluster cluster, MeterRegistry meters) {
        return new CanaryLifecycle(properties, cluster, meters);
    }

    @Bean
    GatewayFarewell gatewayFarewell(GatewayNode node) {
        return new GatewayFarewell(node);
    }

    private static String boundHost(Environment environment) {
        return environment.getProperty("server.address", "127.0.0.1");
    }

    /** The gateway keeps no state that a failed task could have broken, so it serves on. */
    private static void log(Throwable failure) {
        LOG.error("a task of the gateway failed", failure);
    }
}
