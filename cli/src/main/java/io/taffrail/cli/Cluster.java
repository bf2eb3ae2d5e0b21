package io.taffrail.cli;

import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Option;

/** Which cluster a command speaks to; mixed into every command. */
public final class Cluster {

    private static final int TIMEOUT_MS = 15_000;

    @Option(
            names = {"-b", "--brokers"},
            paramLabel = "HOST:PORT",
            defaultValue = "${env:TAFFRAIL_BROKERS:-localhost:9092}",
            description =
                    "Brokers to begin with (default: $TAFFRAIL_BROKERS, or ${DEFAULT-VALUE}).")
    private String brokers = "";

    public String brokers() {
        return brokers;
    }

    public Properties properties() {
        var properties = new Properties();
        properties.put("bootstrap.servers", brokers);
        properties.put("client.id", "taffrail-cli");
        return properties;
    }

    public Admin admin() {
        Properties properties = properties();
        properties.put("default.api.timeout.ms", TIMEOUT_MS);
        properties.put("request.timeout.ms", TIMEOUT_MS);
        return Admin.create(properties);
    }
}
