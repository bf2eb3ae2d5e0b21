package io.taffrail.controller.app;

import io.taffrail.controller.ControllerConfig;
import io.taffrail.controller.quorum.QuorumConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What can be set of a controller, under {@code taffrail.controller}.
 *
 * @param nodeId this controller's id among the peers
 * @param dataDir where the metadata log and the projection live
 * @param host the address that the Kafka-wire listener binds; loopback, because nobody is asked for
 *     a password here
 * @param kafkaPort the listener's port, 0..65535; 0 takes a free one; -1 opens none, for a process
 *     whose other services share a listener
 * @param peers all controllers as {@code id@host:port}, this one too, with the ports that they use
 *     among themselves; empty for a controller that is alone, which opens no such port
 * @param electionTimeout how long a controller waits for its leader before it asks to be elected,
 *     up to half as long again by chance; at least 100 ms; 700 ms, so that another leads within 2
 *     s; shorter finds a dead leader sooner, longer forgives longer pauses
 * @param sessionTimeout how long a broker or gateway may be silent before it counts as dead; at
 *     least 100 ms; a connection that closes counts at once
 * @param snapshotEntries after how many commands a snapshot replaces the log before it; at least 1;
 *     fewer start faster, more write less
 * @param followedEventsMax how many events are kept in memory for nodes that follow; at least 1; a
 *     node further behind is sent the whole image
 * @param brokerDefaults settings of brokers that the controller uses where nobody changed them at
 *     run time, such as {@code num.partitions}
 */
@ConfigurationProperties("taffrail.controller")
public record ControllerProperties(
        @DefaultValue("1") int nodeId,
        @DefaultValue("./data/controller") Path dataDir,
        @DefaultValue("127.0.0.1") String host,
        @DefaultValue("9093") int kafkaPort,
        @DefaultValue List<String> peers,
        @DefaultValue("700ms") Duration electionTimeout,
        @DefaultValue("2s") Duration sessionTimeout,
        @DefaultValue("10000") long snapshotEntries,
        @DefaultValue("50000") int followedEventsMax,
        @DefaultValue Map<String, String> brokerDefaults,
        @DefaultValue Projection projection) {

    /**
     * The database that people query.
     *
     * @param jdbcUrl where it is; by default an H2 file in the data directory; PostgreSQL needs its
     *     driver on the class path
     * @param connectionsMax queries at a time, one of them the writer's; at least 2
     * @param queuedEventsMax events that may wait to be written; when there are more, the database
     *     catches up from the image, and the history has a gap that it names
     * @param historyEventsMax how many lines of history are kept; the oldest go first
     */
    public record Projection(
            @Nullable String jdbcUrl,
            @DefaultValue("sa") String user,
            @DefaultValue("") String password,
            @DefaultValue("4") int connectionsMax,
            @DefaultValue("100000") int queuedEventsMax,
            @DefaultValue("1000000") int historyEventsMax) {

        public Projection {
            if (connectionsMax < 2) {
                throw new IllegalArgumentException(
                        "taffrail.controller.projection.connections-max %d is below 2: raise it"
                                .formatted(connectionsMax));
            }
            if (queuedEventsMax < 1 || historyEventsMax < 1) {
                throw new IllegalArgumentException(
                        "taffrail.controller.projection keeps %d queued and %d past events: give both at least 1"
                                .formatted(queuedEventsMax, historyEventsMax));
            }
        }
    }

    QuorumConfig quorum() {
        Path directory = dataDir.resolve("metadata");
        return new QuorumConfig(
                nodeId,
                peers.isEmpty()
                        ? List.of(new QuorumConfig.Peer(nodeId, "localhost", 0))
                        : peers.stream().map(QuorumConfig.Peer::parse).toList(),
                directory,
                Math.toIntExact(electionTimeout.toMillis()),
                snapshotEntries);
    }

    ControllerConfig controller() {
        return new ControllerConfig(
                quorum(),
                host,
                kafkaPort,
                sessionTimeout.toMillis(),
                followedEventsMax,
                brokerDefaults);
    }

    String projectionUrl() {
        String given = projection.jdbcUrl();
        return given != null
                ? given
                : "jdbc:h2:file:"
                        + dataDir.toAbsolutePath().normalize().resolve("projection")
                        + ";DB_CLOSE_ON_EXIT=FALSE";
    }
}
