package io.taffrail.gateway.app;

import io.micrometer.observation.ObservationRegistry;
import io.taffrail.gateway.GatewayNode;
import io.taffrail.gateway.rest.Aliases;
import io.taffrail.gateway.rest.DoorsDescription;
import io.taffrail.gateway.rest.TopicsServlet;
import io.taffrail.gateway.rest.ui.DashboardController;
import io.taffrail.gateway.rest.ui.DashboardFailures;
import io.taffrail.gateway.rest.ui.DrillController;
import io.taffrail.gateway.rest.ui.JourneyController;
import io.taffrail.gateway.rest.ui.Looks;
import io.taffrail.gateway.rest.ui.SampleController;
import io.taffrail.gateway.rest.v2.BrokersController;
import io.taffrail.gateway.rest.v2.ConsumersServlet;
import io.taffrail.gateway.rest.v3.BrokerOperationsController;
import io.taffrail.gateway.rest.v3.ClusterConfigsController;
import io.taffrail.gateway.rest.v3.ClustersController;
import io.taffrail.gateway.rest.v3.ConsumerGroupsController;
import io.taffrail.gateway.rest.v3.ElectionsController;
import io.taffrail.gateway.rest.v3.Failures;
import io.taffrail.gateway.rest.v3.GroupLagsController;
import io.taffrail.gateway.rest.v3.GroupOffsetsController;
import io.taffrail.gateway.rest.v3.PartitionsController;
import io.taffrail.gateway.rest.v3.QuorumController;
import io.taffrail.gateway.rest.v3.ReassignmentsController;
import io.taffrail.gateway.rest.v3.RecordsController;
import io.taffrail.gateway.rest.v3.TopicConfigsController;
import io.taffrail.gateway.rest.v3.TopicsController;
import io.taffrail.gateway.ws.LiveServlet;
import io.taffrail.gateway.ws.SocketServlet;
import io.taffrail.kernel.runtime.Clock;
import io.taffrail.metrics.app.ScrapeConfiguration;
import java.util.List;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.PropertySource;
import org.springframework.core.Ordered;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;
import org.springframework.web.filter.CorsFilter;
import org.springframework.web.filter.ServerHttpObservationFilter;

/** The gateway's doors in the web server. Needs a {@link GatewayNode}, however it came to be. */
@Configuration(proxyBeanMethods = false)
@Import({ScrapeConfiguration.class, DashboardConfiguration.class})
@PropertySource("classpath:taffrail-gateway.properties")
public class GatewayWebConfiguration {

    private static final int CONNECTIONS_MAX = 20_000;
    private static final int CONNECTIONS_WAITING_MAX = 1_024;
    private static final int KEEP_ALIVE_FOREVER = -1;
    private static final int READ_TIMEOUT_MS = 60_000;

    /** An NDJSON stream may be quiet for long: {@code tail -f} has nothing to send at night. */
    private static final int UPLOAD_TIMEOUT_MS = 24 * 3_600_000;

    @Bean
    ServletRegistrationBean<TopicsServlet> topicsServlet(GatewayNode node) {
        return new ServletRegistrationBean<>(node.topicsServlet(), "/topics", "/topics/*");
    }

    @Bean
    ServletRegistrationBean<ConsumersServlet> consumersServlet(GatewayNode node) {
        return new ServletRegistrationBean<>(node.consumersServlet(), "/consumers", "/consumers/*");
    }

    @Bean
    ServletRegistrationBean<SocketServlet> socketServlet(GatewayNode node) {
        return new ServletRegistrationBean<>(node.socketServlet(), "/ws");
    }

    @Bean
    ServletRegistrationBean<LiveServlet> liveServlet(GatewayNode node) {
        return new ServletRegistrationBean<>(node.liveServlet(), "/ui/v1/live");
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> connectionLimits() {
        return factory ->
                factory.addConnectorCustomizers(connector -> {
                    if (connector.getProtocolHandler() instanceof AbstractHttp11Protocol<?> http) {
                        http.setMaxConnections(CONNECTIONS_MAX);
                        http.setAcceptCount(CONNECTIONS_WAITING_MAX);
                        http.setMaxKeepAliveRequests(KEEP_ALIVE_FOREVER);
                        http.setConnectionTimeout(READ_TIMEOUT_MS);
                        http.setDisableUploadTimeout(false);
                        http.setConnectionUploadTimeout(UPLOAD_TIMEOUT_MS);
                        // A filter may stand in a query as it is typed.
                        http.setRelaxedQueryChars("|{}[]\"<>^`\\");
                    }
                });
    }

    @Bean
    ClustersController clustersController(GatewayNode node) {
        return new ClustersController(node.cluster());
    }

    @Bean
    TopicsController topicsController(GatewayNode node) {
        return new TopicsController(node.cluster());
    }

    @Bean
    TopicConfigsController topicConfigsController(GatewayNode node) {
        return new TopicConfigsController(node.cluster());
    }

    @Bean
    PartitionsController partitionsController(GatewayNode node) {
        return new PartitionsController(node.cluster(), node.reader());
    }

    @Bean
    ClusterConfigsController clusterConfigsController(GatewayNode node) {
        return new ClusterConfigsController(node.cluster());
    }

    @Bean
    BrokersController brokersController(GatewayNode node) {
        return new BrokersController(node.topics()::image);
    }

    @Bean
    RecordsController recordsController(GatewayNode node) {
        return new RecordsController(node.recordSender());
    }

    @Bean
    ReassignmentsController reassignmentsController(GatewayNode node) {
        return new ReassignmentsController(node.cluster());
    }

    @Bean
    ElectionsController electionsController(GatewayNode node) {
        return new ElectionsController(node.cluster());
    }

    @Bean
    BrokerOperationsController brokerOperationsController(GatewayNode node) {
        return new BrokerOperationsController(node.cluster());
    }

    @Bean
    QuorumController quorumController(GatewayNode node) {
        return new QuorumController(node.cluster());
    }

    @Bean
    ConsumerGroupsController consumerGroupsController(GatewayNode node) {
        return new ConsumerGroupsController(node.consumerGroups());
    }

    @Bean
    GroupLagsController groupLagsController(GatewayNode node) {
        return new GroupLagsController(node.consumerGroups());
    }

    @Bean
    GroupOffsetsController groupOffsetsController(GatewayNode node) {
        return new GroupOffsetsController(
                node.cluster(), node.consumerGroups(), node.groupResets());
    }

    @Bean
    Failures failuresOfAdministration() {
        return new Failures();
    }

    @Bean
    DashboardController dashboardController(GatewayNode node) {
        return new DashboardController(new Looks(node.dashboard()));
    }

    @Bean
    SampleController sampleController(GatewayNode node) {
        return new SampleController(node.keySampler(), node.volumeCounter(), Clock.system());
    }

    @Bean
    JourneyController journeyController(GatewayNode node) {
        return new JourneyController(
                node.recordJourneys(), node.config().bodyBytesMax(), Clock.system());
    }

    @Bean
    DrillController drillController(GatewayNode node) {
        return new DrillController(node.leaderDrill());
    }

    @Bean
    DashboardFailures failuresOfTheDashboard() {
        return new DashboardFailures();
    }

    @Bean
    Aliases aliases() {
        return new Aliases();
    }

    /** What springdoc cannot see by itself. */
    @Bean
    DoorsDescription doorsDescription() {
        return new DoorsDescription();
    }

    /**
     * Spring's own measurement of requests, for the doors that are not hot: those under {@code
     * /topics} are timed by themselves, at a third of the price.
     */
    @Bean
    FilterRegistrationBean<ServerHttpObservationFilter> observedDoors(
            ObservationRegistry observations) {
        var registration =
                new FilterRegistrationBean<>(new ServerHttpObservationFilter(observations));
        registration.addUrlPatterns("/v3/*", "/actuator/*", "/controller/*");
        return registration;
    }

    /** Cross-origin requests of browsers; only where an origin is allowed does it cost anything. */
    @Bean
    FilterRegistrationBean<CorsFilter> crossOrigin(GatewayNode node) {
        var allowed = new CorsConfiguration();
        allowed.setAllowedOrigins(node.config().allowedOrigins());
        allowed.setAllowedMethods(List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"));
        allowed.setAllowedHeaders(List.of("*"));
        allowed.setExposedHeaders(
                List.of(
                        "Location",
                        "Kafka-Partition",
                        "Kafka-Offset",
                        "Kafka-Next",
                        "Kafka-Batch",
                        "Retry-After"));
        var source = new UrlBasedCorsConfigurationSource();
        source.registerCorsConfiguration("/**", allowed);
        var registration = new FilterRegistrationBean<>(new CorsFilter(source));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        registration.setEnabled(!node.config().allowedOrigins().isEmpty());
        return registration;
    }
}
