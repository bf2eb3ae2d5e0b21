package io.taffrail.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which build runs: a series that is always 1, for its labels, as is the custom. */
public final class Build {

    private static final String RESOURCE = "build.properties";

    private Build() {}

    /**
     * @param service what this part of the process is
     * @param nodeId its id in the cluster
     */
    public static void register(MeterRegistry registry, String service, int nodeId) {
        Gauge.builder("taffrail.build.info", () -> 1)
                .description("Always 1; its labels say which build runs, and as what")
                .tag("version", version())
                .tag("service", service)
                .tag("node", Integer.toString(nodeId))
                .register(registry);
    }

    /** The version as Maven names it. */
    public static String version() {
        try (InputStream in = Build.class.getResourceAsStream(RESOURCE)) {
            var properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            return properties.getProperty("version", "unknown");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
