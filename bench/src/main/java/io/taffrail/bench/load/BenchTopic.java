package io.taffrail.bench.load;

import io.taffrail.bench.LoadOptions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * Creates a topic, so that no load measures the creation of its topic: with the server's own
 * defaults, or with so many replicas, two of which must be in sync.
 */
public final class BenchTopic {

    private BenchTopic() {}

    public static void main(String[] args) throws ExecutionException, InterruptedException {
        var options = new LoadOptions(args, "bootstrap", "create", "partitions", "replicas");
        Map<String, Object> settings =
                Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, options.text("bootstrap"));
        try (Admin admin = Admin.create(settings)) {
            String topic = options.text("create");
            int partitions = options.count("partitions", 1);
            int replicas = options.count("replicas", 0);
            var created =
                    replicas == 0
                            ? new NewTopic(topic, Optional.of(partitions), Optional.empty())
                            : new NewTopic(topic, partitions, (short) replicas)
                                    .configs(Map.of("min.insync.replicas", "2"));
            admin.createTopics(List.of(created)).all().get();
        }
    }
}
