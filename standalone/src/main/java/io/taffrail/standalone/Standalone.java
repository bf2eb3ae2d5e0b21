package io.taffrail.standalone;

import io.taffrail.broker.BrokerNode;
import io.taffrail.broker.app.BrokerLifecycle;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.ConfigurableApplicationContext;

/** A running node, with everything in it. */
public final class Standalone implements AutoCloseable {

    private static final Duration READY_WITHIN = Duration.ofSeconds(60);

    /** In place of an application.properties, which may be that of the program around. */
    private static final String OWN_SETTINGS =
            "--spring.config.location=classpath:/io/taffrail/standalone/embedded/embedded.properties";

    private final ConfigurableApplicationContext context;
    private final UpOptions options;
    private final BrokerNode broker;

    private Standalone(ConfigurableApplicationContext context, UpOptions options) {
        this.context = context;
        this.options = options;
        BrokerNode started = context.getBean(BrokerLifecycle.class).node();
        if (started == null) {
            throw new IllegalStateException("the broker has stopped already");
        }
        this.broker = started;
    }

    /** Starts a node and waits until it serves. */
    public static Standalone start(UpOptions options) throws Exception {
        return start(options.asArguments(), options);
    }

    /**
     * Starts a node within another program, whose own settings it does not read, and whose logging
     * it leaves as it is.
     */
    public static synchronized Standalone startEmbedded(UpOptions options) throws Exception {
        String[] arguments =
                Stream.concat(Arrays.stream(options.asArguments()), Stream.of(OWN_SETTINGS))
                        .toArray(String[]::new);
        // Spring asks for it when an application starts, and would set up logging anew.
        String loggingBefore = System.getProperty(LoggingSystem.SYSTEM_PROPERTY);
        System.setProperty(LoggingSystem.SYSTEM_PROPERTY, LoggingSystem.NONE);
        try {
            return start(arguments, options);
        } finally {
            if (loggingBefore == null) {
                System.clearProperty(LoggingSystem.SYSTEM_PROPERTY);
            } else {
                System.setProperty(LoggingSystem.SYSTEM_PROPERTY, loggingBefore);
            }
        }
    }

    private static Standalone start(String[] arguments, UpOptions options) throws Exception {
        var application = new SpringApplication(StandaloneApplication.class);
        application.setLogStartupInfo(false);
        // What else is on the class path of a program that embeds a node is not asked.
        application.setWebApplicationType(WebApplicationType.SERVLET);
        var node = new Standalone(application.run(arguments), options);
        node.broker.ready().get(READY_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        return node;
    }

    public int httpPort() {
        return Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port"));
    }

    public int kafkaPort() {
        return broker.port();
    }

    public String httpUrl() {
        return "http://" + options.reachable() + ":" + httpPort();
    }

    public String bootstrapServers() {
        return options.reachable() + ":" + kafkaPort();
    }

    @Override
    public void close() {
        context.close();
    }

    public static void main(String[] arguments) throws Exception {
        long startedNs = System.nanoTime();
        UpOptions options;
        try {
            options = UpOptions.parse(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println("taffrail: " + e.getMessage());
            System.err.print(UpOptions.USAGE);
            System.exit(2);
            return;
        }
        Standalone node = start(options);
        System.out.printf(
                "taffrail is up (%.1f s): %s for REST, WebSocket and the dashboard; Kafka clients at"
                        + " %s; data in %s%n",
                (System.nanoTime() - startedNs) / 1e9,
                node.httpUrl(),
                node.bootstrapServers(),
                options.dataDirectory().toAbsolutePath().normalize());
        // What a program waits for that starts nodes and reads their output; see
        // deploy/image/bin/as-kafka.
        String readyLine = node.context.getEnvironment().getProperty("taffrail.ready-line");
        if (readyLine != null) {
            System.out.println(readyLine);
        }
    }
}
