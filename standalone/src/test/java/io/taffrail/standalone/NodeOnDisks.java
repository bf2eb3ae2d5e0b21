package io.taffrail.standalone;

import io.taffrail.broker.BrokerNode;
import io.taffrail.broker.app.BrokerLifecycle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** A node in this process whose logs lie in directories that the test chooses. */
public final class NodeOnDisks implements AutoCloseable {

    private final ConfigurableApplicationContext context;
    private final BrokerNode broker;

    private NodeOnDisks(ConfigurableApplicationContext context, BrokerNode broker) {
        this.context = context;
        this.broker = broker;
    }

    /**
     * @param data what is not logs, above all the controller's log
     */
    public static NodeOnDisks start(Path data, List<Path> logDirectories) throws Exception {
        var options = new UpOptions(data, 0, 0, "127.0.0.1", Map.of());
        List<String> arguments = new ArrayList<>(List.of(options.asArguments()));
        arguments.removeIf(each -> each.startsWith("--taffrail.broker.log-directories="));
        arguments.add(
                logDirectories.stream()
                        .map(Path::toString)
                        .collect(
                                Collectors.joining(",", "--taffrail.broker.log-directories=", "")));
        var application = new SpringApplication(StandaloneApplication.class);
        application.setLogStartupInfo(false);
        ConfigurableApplicationContext context = application.run(arguments.toArray(String[]::new));
        BrokerNode broker = context.getBean(BrokerLifecycle.class).node();
        broker.ready().get(60, TimeUnit.SECONDS);
        return new NodeOnDisks(context, broker);
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + broker.port();
    }

    @Override
    public void close() {
        context.close();
    }
}
