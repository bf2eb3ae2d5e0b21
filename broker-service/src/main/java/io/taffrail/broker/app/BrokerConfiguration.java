package io.taffrail.broker.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.taffrail.broker.BrokerConfig;
import io.taffrail.kernel.runtime.Clock;
import io.taffrail.metrics.app.ScrapeConfiguration;
import io.taffrail.metrics.app.ScrapeProperties;
import io.taffrail.protocol.client.ControllerAddresses;
import io.taffrail.protocol.client.NodeAddress;
import io.taffrail.protocol.server.FurtherListener;
import io.taffrail.protocol.server.SharedListener;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** A broker as beans. Imported by the service's own application, and by whoever embeds it. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(BrokerProperties.class)
@Import(ScrapeConfiguration.class)
public class BrokerConfiguration {

    private static final int LOOPS_MAX = 4;

    @Bean
    BrokerLifecycle brokerLifecycle(
            BrokerProperties properties,
            ObjectProvider<ControllerAddresses> inThisProcess,
            BrokerMetrics metrics,
            SharedListener listener) {
        return new BrokerLifecycle(() -> config(properties, inThisProcess), metrics, listener);
    }

    /** What other roles of this process join, instead of a listener of their own. */
    @Bean
    SharedListener sharedListener() {
        return new SharedListener();
    }

    @Bean
    BrokerMetrics brokerMetrics(MeterRegistry registry) {
        return new BrokerMetrics(registry);
    }

    /** Registered where there is a Prometheus to ask. */
    @Bean
    BrokerScrape brokerScrape(
            BrokerLifecycle lifecycle,
            BrokerMetrics metrics,
            ScrapeProperties properties,
            ObjectProvider<PrometheusRegistry> prometheus) {
        var scrape =
                new BrokerScrape(
                        lifecycle::node,
                        metrics.requests(),
                        properties.partitionsMax(),
                        Clock.system());
        prometheus.ifAvailable(registry -> registry.register(scrape));
        return scrape;
    }

    @Bean
    BrokerHealth brokerHealthIndicator(BrokerLifecycle lifecycle) {
        return new BrokerHealth(lifecycle);
    }

    private static BrokerConfig config(
            BrokerProperties properties, ObjectProvider<ControllerAddresses> inThisProcess) {
        ControllerAddresses shared = inThisProcess.getIfAvailable();
        List<NodeAddress> controllers =
                shared == null
                        ? properties.controllers().stream().map(NodeAddress::parse).toList()
                        : shared.get();
        String advertisedHost = properties.advertisedHost();
        return new BrokerConfig(
                properties.nodeId(),
                properties.host(),
                properties.port(),
                advertisedHost == null ? properties.host() : advertisedHost,
                properties.advertisedPort(),
                FurtherListener.parse(
                        properties.furtherListeners(), properties.furtherAdvertised()),
                properties.rack(),
                properties.logDirectories(),
                controllers,
                loops(properties),
                properties.kafka(),
                properties.maintenanceMs());
    }

    private static int loops(BrokerProperties properties) {
        // Half, because connections and the disk have threads too: one hand-over less beats a loop.
        int half = Runtime.getRuntime().availableProcessors() / 2;
        return properties.loops() == 0 ? Math.clamp(half, 1, LOOPS_MAX) : properties.loops();
    }
}
