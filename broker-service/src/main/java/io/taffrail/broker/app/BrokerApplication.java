package io.taffrail.broker.app;

import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

/** A broker in a process of its own. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(BrokerConfiguration.class)
public class BrokerApplication {

    public static void main(String[] arguments) {
        var application = new SpringApplication(BrokerApplication.class);
        application.setDefaultProperties(
                Map.of(
                        "spring.application.name", "broker",
                        "spring.main.banner-mode", "off",
                        // The controller's database is on the shared class path, and none of ours.
                        "spring.autoconfigure.exclude",
                                "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration,"
                                        + "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration,"
                                        + "org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration",
                        // Loopback unless told otherwise: nobody is asked for a password.
                        "server.address", "127.0.0.1",
                        "server.port", "8082",
                        "management.endpoints.web.exposure.include", "health,prometheus",
                        "management.endpoint.health.probes.enabled", "true",
                        // Ready is who accepts requests: never "everything is in sync", or one
                        // slow disk would take the whole cluster out of service.
                        "management.endpoint.health.group.readiness.include",
                                "readinessState,broker"));
        application.run(arguments);
    }
}
