package io.taffrail.controller.app;

import static java.util.Map.entry;

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
                Map.ofEntries(
                        entry("server.address", "127.0.0.1"),
                        entry("server.port", "8083"),
                        entry("spring.application.name", "controller"),
                        entry("spring.main.banner-mode", "off"),
                        entry("management.endpoints.web.exposure.include", "health,prometheus"),
                        entry("management.endpoint.health.probes.enabled", "true"),
                        // Ready is who accepts requests, and without a leader nobody does.
                        entry(
                                "management.endpoint.health.group.readiness.include",
                                "readinessState,controller"),
                        entry("logging.level.org.apache.ratis", "WARN"),
                        entry("logging.level.org.hibernate", "WARN"),
                        // A database that fails is told of once, by who writes it.
                        entry("logging.level.com.zaxxer.hikari.pool.ProxyConnection", "OFF"),
                        entry("logging.level.org.hibernate.orm.jdbc.error", "OFF"),
                        entry("logging.level.org.springframework.orm.jpa", "OFF"),
                        entry("logging.level.org.springframework.transaction", "OFF")));
        application.run(args);
    }
}
