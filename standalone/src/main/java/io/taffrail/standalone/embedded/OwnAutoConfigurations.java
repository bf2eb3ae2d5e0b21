package io.taffrail.standalone.embedded;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;

/**
 * Lets an embedded node take no part in what else is on the class path of the program around it:
 * its security would ask our clients for passwords, its migrations would be run on our database.
 * That program's own contexts get all that they would have anyway.
 */
public final class OwnAutoConfigurations
        implements AutoConfigurationImportFilter, EnvironmentAware {

    private static final String EMBEDDED = "taffrail.embedded";

    /** What the three services are made with. */
    private static final List<String> OWN =
            List.of(
                    "org.springdoc.",
                    "org.springframework.boot.actuate.",
                    "org.springframework.boot.autoconfigure.",
                    "org.springframework.boot.data.",
                    "org.springframework.boot.health.",
                    "org.springframework.boot.hibernate.",
                    "org.springframework.boot.http.converter.",
                    "org.springframework.boot.jackson.",
                    "org.springframework.boot.jdbc.",
                    "org.springframework.boot.jpa.",
                    "org.springframework.boot.micrometer.",
                    "org.springframework.boot.persistence.",
                    "org.springframework.boot.servlet.",
                    "org.springframework.boot.sql.",
                    "org.springframework.boot.tomcat.",
                    "org.springframework.boot.transaction.",
                    "org.springframework.boot.validation.",
                    "org.springframework.boot.web.",
                    "org.springframework.boot.webmvc.",
                    "org.springframework.boot.websocket.");

    private Environment environment = new StandardEnvironment();

    @Override
    public void setEnvironment(Environment environment) {
        this.environment = environment;
    }

    @Override
    public boolean[] match(
            @Nullable String[] autoConfigurationClasses, AutoConfigurationMetadata metadata) {
        boolean isEmbedded = environment.getProperty(EMBEDDED, Boolean.class, false);
        boolean[] matches = new boolean[autoConfigurationClasses.length];
        for (int i = 0; i < matches.length; i++) {
            String name = autoConfigurationClasses[i];
            // Null where another filter has left one out already.
            matches[i] = !isEmbedded || name == null || isOwn(name);
        }
        return matches;
    }

    /** Spring asks about every configuration that an import leads to, and not only about these. */
    static boolean isOwn(String name) {
        return !name.endsWith("AutoConfiguration") || OWN.stream().anyMatch(name::startsWith);
    }
}
