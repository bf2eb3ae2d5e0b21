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
 * Creates a topic with the server's own defaults, so that no load measures the creation of its
 * topic.
 */
public final class BenchTopic {

    private BenchTopic() {}

    public static void main(String[] args) throws ExecutionException, InterruptedException {
        var options = new LoadOptions(args, "bootstrap", "create", "partitions");
        Map<String, Object> settings =
                Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, options.text("bootstrap"));
        try (Admin admin = Admin.create(settings)) {
            String topic = options.text("create");
            int partitions = options.count("partitions", 1);
            admin.createTopics(
                            List.of(new NewTopic(topic, Optional.of(partitions), Optional.empty())))
                    .all()
                    .get();
        }
    }
}
