package io.taffrail.gateway.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.taffrail.gateway.GatewayNode;
import io.taffrail.gateway.link.MemoryBrokers;
import io.taffrail.gateway.link.MemoryCluster;
import io.taffrail.gateway.link.MemoryGroups;
import io.taffrail.gateway.link.MemoryHistory;
import io.taffrail.gateway.link.MemoryOperations;
import io.taffrail.kernel.runtime.Clock;
import io.taffrail.kernel.runtime.ThreadLoop;
import java.net.URI;
import java.util.Map;
import java.util.Random;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The gateway's real web server on a free port, over a cluster in memory. */
public final class MemoryGateway implements AutoCloseable {

    private final ConfigurableApplicationContext context;

    private MemoryGateway(ConfigurableApplicationContext context) {
        this.context = context;
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @EnableConfigurationProperties(GatewayProperties.class)
    @Import(GatewayWebConfiguration.class)
    static class Beans {

        @Bean
        MemoryCluster memoryCluster() {
            return new MemoryCluster();
        }

        @Bean
        MemoryGroups memoryGroups(MemoryCluster cluster) {
            return new MemoryGroups(cluster);
        }

        @Bean
        MemoryBrokers memoryBrokers(MemoryCluster cluster) {
            return new MemoryBrokers(cluster);
        }

        @Bean
        MemoryHistory memoryHistory() {
            return new MemoryHistory();
        }

        @Bean
        GatewayNode gatewayNode(
                GatewayProperties properties,
                MemoryCluster cluster,
                MemoryGroups groups,
                MemoryBrokers brokers,
                MemoryHistory history,
                MeterRegistry meters) {
            Clock clock = Clock.system();
            var node =
                    new GatewayNode(
                            properties.config("127.0.0.1"),
                            cluster,
                            cluster,
                            cluster,
                            cluster,
                            new MemoryOperations(cluster),
                            groups,
                            groups,
                            groups,
                            brokers,
                            history,
                            clock,
                            new ThreadLoop("gateway", 10_000, clock, Throwable::printStackTrace),
                            new Random(1),
                            meters);
            node.start();
            return node;
        }

        @Bean
        GatewayFarewell gatewayFarewell(GatewayNode node) {
            return new GatewayFarewell(node);
        }
    }

    public static MemoryGateway start(Map<String, Object> properties) {
        var application = new SpringApplication(Beans.class);
        var defaults = new java.util.HashMap<String, Object>(Map.of("server.port", "0"));
        defaults.putAll(properties);
        String[] arguments =
                defaults.entrySet().stream()
                        .map(entry -> "--" + entry.getKey() + "=" + entry.getValue())
                        .toArray(String[]::new);
        return new MemoryGateway(application.run(arguments));
    }

    public MemoryCluster cluster() {
        return context.getBean(MemoryCluster.class);
    }

    public MemoryGroups groups() {
        return context.getBean(MemoryGroups.class);
    }

    public MemoryBrokers brokers() {
        return context.getBean(MemoryBrokers.class);
    }

    public MemoryHistory history() {
        return context.getBean(MemoryHistory.class);
    }

    public GatewayNode node() {
        return context.getBean(GatewayNode.class);
    }

    public int port() {
        return ((WebServerApplicationContext) context).getWebServer().getPort();
    }

    public URI uri(String path) {
        return URI.create("http://localhost:" + port() + path);
    }

    public URI socketUri(String path) {
        return URI.create("ws://localhost:" + port() + path);
    }

    @Override
    public void close() {
        context.close();
    }

    /** For a look by hand: {@code MemoryGateway 8080}. */
    public static void main(String[] arguments) {
        start(Map.of("server.port", arguments.length == 0 ? "8080" : arguments[0]));
    }
}
