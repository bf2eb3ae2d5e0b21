package io.taffrail.controller.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.taffrail.controller.ControllerNode;
import io.taffrail.controller.api.HistoryHandler;
import io.taffrail.controller.projection.HistoryTable;
import io.taffrail.controller.projection.ProjectionTailer;
import io.taffrail.controller.quorum.MetadataLog;
import io.taffrail.controller.quorum.RatisMetadataLog;
import io.taffrail.controller.rest.EventController;
import io.taffrail.controller.rest.MetadataController;
import io.taffrail.controller.rest.Problems;
import io.taffrail.kernel.runtime.Clock;
import io.taffrail.kernel.runtime.Loop;
import io.taffrail.kernel.runtime.ThreadLoop;
import io.taffrail.metrics.Build;
import io.taffrail.metrics.app.ScrapeConfiguration;
import io.taffrail.metrics.app.ScrapeProperties;
import io.taffrail.protocol.client.ControllerAddresses;
import io.taffrail.protocol.client.NodeAddress;
import java.security.SecureRandom;
import java.util.List;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.PropertySource;

/** A controller as beans; what a process that embeds one imports. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ControllerProperties.class)
@PropertySource("classpath:io/taffrail/controller/app/defaults.properties")
@Import({
    ScrapeConfiguration.class,
    ProjectionConfiguration.class,
    MetadataController.class,
    EventController.class,
    Problems.class
})
public class ControllerConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(ControllerConfiguration.class);
    private static final int MAILBOX_LIMIT = 10_000;

    @Bean(destroyMethod = "")
    MetadataLog metadataLog(ControllerProperties properties, MeterRegistry registry) {
        Clock clock = Clock.system();
        var log =
                new RatisMetadataLog(
                        properties.quorum(),
                        clock,
                        new SecureRandom().nextLong(),
                        ControllerConfiguration::halt);
        return new MeteredLog(log, clock, registry);
    }

    @Bean
    ChangeCounts changeCounts(
            ControllerProperties properties, MetadataLog log, MeterRegistry registry) {
        Build.register(registry, "controller", properties.nodeId());
        var counts = new ChangeCounts(log, registry);
        log.listen(counts);
        return counts;
    }

    /** Registered where there is a Prometheus to ask. */
    @Bean
    ControllerScrape controllerScrape(
            MetadataLog log,
            ChangeCounts counts,
            ScrapeProperties properties,
            ObjectProvider<PrometheusRegistry> prometheus) {
        var scrape = new ControllerScrape(log, counts, properties.partitionsMax());
        prometheus.ifAvailable(registry -> registry.register(scrape));
        return scrape;
    }

    @Bean(destroyMethod = "")
    ControllerNode controllerNode(
            ControllerProperties properties, MetadataLog log, DataSource projectionDatabase) {
        Clock clock = Clock.system();
        Loop loop =
                new ThreadLoop("controller", MAILBOX_LIMIT, clock, ControllerConfiguration::halt);
        var history = new HistoryTable(projectionDatabase);
        return new ControllerNode(
                properties.controller(),
                log,
                loop,
                clock,
                List.of(new HistoryHandler(history::lines)));
    }

    @Bean
    ControllerLifecycle controllerLifecycle(
            ControllerNode node, MetadataLog log, ProjectionTailer projection) {
        return new ControllerLifecycle(node, log, projection);
    }

    /** Its name is what the readiness of a process counts it by. */
    @Bean
    ControllerHealth controllerHealthIndicator(MetadataLog log) {
        return new ControllerHealth(log);
    }

    /** For services in the same process: the listener's port may be any free one. */
    @Bean
    ControllerAddresses controllerAddresses(ControllerNode node, ControllerProperties properties) {
        return () -> List.of(new NodeAddress(properties.host(), node.port()));
    }

    /**
     * The state is no longer what the log says, so whatever is decided from it is wrong. There is
     * nothing to close in order: what counts is synced, and the next start reads it again.
     */
    private static void halt(Throwable broken) {
        LOG.error("the controller stops, because its state is broken", broken);
        Runtime.getRuntime().halt(70);
    }
}
