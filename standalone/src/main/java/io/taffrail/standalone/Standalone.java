package io.taffrail.standalone;

import io.taffrail.broker.BrokerNode;
import io.taffrail.broker.app.BrokerLifecycle;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** A running node, with everything in it. */
public final class Standalone implements AutoCloseable {

    private static final Duration READY_WITHIN = Duration.ofSeconds(60);

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
        var application = new SpringApplication(StandaloneApplication.class);
        application.setLogStartupInfo(false);
        var node = new Standalone(application.run(options.asArguments()), options);
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
