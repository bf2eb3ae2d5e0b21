package io.taffrail.gateway.rest;

import java.util.Map;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * The names by which Kubernetes, Prometheus, Strimzi, Redpanda and Karapace look for health and
 * metrics; each leads to the endpoint of Spring's that has them.
 */
public final class Aliases implements WebMvcConfigurer {

    private static final String LIVENESS = "/actuator/health/liveness";
    private static final String READINESS = "/actuator/health/readiness";

    private static final Map<String, String> TARGETS =
            Map.of(
                    "/healthz", LIVENESS,
                    "/healthy", LIVENESS,
                    "/readyz", READINESS,
                    "/ready", READINESS,
                    "/status/ready", READINESS,
                    "/_health", READINESS,
                    "/metrics", "/actuator/prometheus");

    @Override
    public void addViewControllers(ViewControllerRegistry registry) {
        TARGETS.forEach((alias, target) ->
                registry.addViewController(alias).setViewName("forward:" + target));
    }
}
