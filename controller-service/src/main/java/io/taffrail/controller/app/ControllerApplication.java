package io.taffrail.controller.app;

import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

/** The controller as a process of its own. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(ControllerConfiguration.class)
public class ControllerApplication {

    public static void main(String[] args) {
        var application = new SpringApplication(ControllerApplication.class);
        // Loopback unless told otherwise: nobody is asked for a password yet.
        application.setDefaultProperties(
                Map.of(
                        "server.address", "127.0.0.1",
                        "server.port", "8083",
                        "spring.application.name", "controller",
                        "spring.main.banner-mode", "off",
                        "management.endpoints.web.exposure.include", "health,prometheus",
                        "management.endpoint.health.probes.enabled", "true",
                        // Ready is who accepts requests, and without a leader nobody does.
                        "management.endpoint.health.group.readiness.include",
                                "readinessState,controller",
                        "logging.level.org.apache.ratis", "WARN",
                        "logging.level.org.hibernate", "WARN"));
        application.run(args);
    }
}
