package io.taffrail.gateway.app;

import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Import;

/** A gateway in a process of its own. */
@SpringBootApplication(scanBasePackages = {})
@Import(GatewayConfiguration.class)
public class GatewayApplication {

    public static void main(String[] args) {
        var application = new SpringApplication(GatewayApplication.class);
        application.setDefaultProperties(
                Map.of(
                        "spring.application.name", "gateway",
                        "spring.main.banner-mode", "off",
                        // Ready is who accepts requests: registered, and knowing where the topics
                        // are.
                        "management.endpoint.health.group.readiness.include",
                                "readinessState,gateway",
                        // The controller's database is on the shared class path, and none of ours.
                        "spring.autoconfigure.exclude",
                                "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration,"
                                        + "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration,"
                                        + "org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration"));
        application.run(args);
    }
}
