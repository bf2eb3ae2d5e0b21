package io.taffrail.gateway.app;

import io.taffrail.gateway.GatewayConfig;
import io.taffrail.gateway.api.KafkaDoorConfig;
import io.taffrail.gateway.consume.PullLimits;
import io.taffrail.gateway.dashboard.OpenListeners;
import io.taffrail.gateway.lag.LagLimits;
import io.taffrail.gateway.produce.ProducerLimits;
import io.taffrail.gateway.stream.FeedLimits;
import io.taffrail.gateway.ws.SocketLimits;
import io.taffrail.kernel.metadata.NodeRole;
import io.taffrail.protocol.server.FurtherListener;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What can be set of a gateway, under {@code taffrail.gateway}. The HTTP port and address are
 * Spring's {@code server.port} (8080) and {@code server.address} (loopback).
 *
 * @param nodeId this gateway's id in the cluster, from 1000; each gateway has its own
 * @param controllers host:port of every controller; not used where a controller shares the process
 * @param advertisedHost the name by which others reach this gateway; where it binds, if not given
 * @param kafkaPort where Kafka's clients reach this gateway, 9094; 0 takes a free port, -1 opens
 *     none, and then the gateway coordinates no groups; not used where a broker shares the process
 * @param kafkaHost the address that Kafka's clients are listened for on; that of HTTP, if not given
 * @param kafkaAdvertisedPort the port that Kafka's clients are told; the one it listens on, if 0
 * @param furtherListeners beside that for Kafka's clients, each {@code NAME://host:port}: for those
 *     that know the gateway by another name; the same names as on the brokers
 * @param furtherAdvertised where those are found by clients, in the same form; where they listen,
 *     if not given
 * @param rack where the gateway stands, or nothing
 * @param heartbeat how often the gateway tells the controller that it lives; at least 50 ms; below
 *     the controller's session timeout by a factor of 3 or more
 * @param bodyBytesMax the largest HTTP body and the longest NDJSON line, 1 KB..1 GB; 10 MB, because
 *     each body in flight is held in memory
 * @param produceBufferBytes the memory of records that are not acknowledged yet, in all; from 1 MB;
 *     above it producers get 503 at once
 * @param requestTimeout how long a leader may wait for its followers
 * @param deliveryTimeout how long a record is tried before its sender gets an error
 * @param topicCreationTimeout how long a topic that is created by use may take to get its leaders
 * @param fetchBytes what one fetch may bring, 64 KB..64 MB; larger ones cost fewer round trips and
 *     more memory per partition that is streamed
 * @param fetchWait how long a fetch waits at the end of a partition; nobody notices but the network
 * @param ringBytes the batches of each streamed partition that are kept for subscribers who are a
 *     little behind; those further behind read for themselves
 * @param socketsMax WebSockets at a time; above it 429
 * @param socketMessageBytesMax the largest message that a WebSocket client may send
 * @param subscriptionsMax subscriptions on one WebSocket
 * @param ping how often a WebSocket is asked for a sign of life
 * @param silenceMax after how long without one it is dropped; three pings by default
 * @param consumersMax instances of REST consumers at a time; above it 429
 * @param consumerBytesMax the records of all polls that are being answered, as they are sent; from
 *     1 MB; above it polls get 503
 * @param consumerInstanceTimeout after how long without a request a REST consumer goes; from 1 s;
 *     Confluent's consumer.instance.timeout.ms
 * @param lagInterval how often the lags of groups are measured for metrics; from 1 s, since each
 *     time costs every broker two requests
 * @param lagPartitionsMax how many partitions that groups read have metrics of their own; above it
 *     metrics are by topic, because a scrape that is too long is lost
 * @param lagReadsMax how many records are read each time for their age
 * @param canary whether to write and read a record a second in {@code __canary}, to measure what
 *     users feel; off, because it writes for as long as the cluster stands
 * @param allowedOrigins browser origins beside our own that may open WebSockets and make
 *     cross-origin requests, such as {@code https://app.example.com}; {@code *} for all
 * @param brokerProperties settings in Kafka's names that hold here where the cluster has none, such
 *     as {@code auto.create.topics.enable}
 */
@ConfigurationProperties("taffrail.gateway")
public record GatewayProperties(
        @DefaultValue("1000") int nodeId,
        @DefaultValue("127.0.0.1:9093") List<String> controllers,
        @Nullable String advertisedHost,
        @DefaultValue("9094") int kafkaPort,
        @Nullable String kafkaHost,
        @DefaultValue("0") int kafkaAdvertisedPort,
        @DefaultValue List<String> furtherListeners,
        @DefaultValue List<String> furtherAdvertised,
        @Nullable String rack,
        @DefaultValue("500ms") Duration heartbeat,
        @DefaultValue("10MB") DataSize bodyBytesMax,
        @DefaultValue("64MB") DataSize produceBufferBytes,
        @DefaultValue("5s") Duration requestTimeout,
        @DefaultValue("10s") Duration deliveryTimeout,
        @DefaultValue("10s") Duration topicCreationTimeout,
        @DefaultValue("1MB") DataSize fetchBytes,
        @DefaultValue("5s") Duration fetchWait,
        @DefaultValue("4MB") DataSize ringBytes,
        @DefaultValue("10000") int socketsMax,
        @DefaultValue("2MB") DataSize socketMessageBytesMax,
        @DefaultValue("100") int subscriptionsMax,
        @DefaultValue("15s") Duration ping,
        @DefaultValue("45s") Duration silenceMax,
        @DefaultValue("10000") int consumersMax,
        @DefaultValue("256MB") DataSize consumerBytesMax,
        @DefaultValue("300s") Duration consumerInstanceTimeout,
        @DefaultValue("5s") Duration lagInterval,
        @DefaultValue("2000") int lagPartitionsMax,
        @DefaultValue("200") int lagReadsMax,
        @DefaultValue("false") boolean canary,
        @DefaultValue List<String> allowedOrigins,
        @DefaultValue Map<String, String> brokerProperties) {

    private static final int PORT_MAX = 65_535;

    public GatewayProperties {
        require(
                nodeId >= NodeRole.FIRST_GATEWAY_ID,
                "node-id",
                nodeId,
                "below " + NodeRole.FIRST_GATEWAY_ID + ", where brokers are: raise it");
        require(
                kafkaPort >= KafkaDoorConfig.NONE && kafkaPort <= PORT_MAX,
                "kafka-port",
                kafkaPort,
                "not within -1 and " + PORT_MAX + ": choose a free one, or -1 for none");
        requireBetween("body-bytes-max", bodyBytesMax, 1024, 1L << 30);
        requireBetween("produce-buffer-bytes", produceBufferBytes, 1L << 20, 1L << 40);
        requireBetween("fetch-bytes", fetchBytes, 64 * 1024, 64L << 20);
        requireBetween("ring-bytes", ringBytes, 64 * 1024, 1L << 30);
        requireBetween("socket-message-bytes-max", socketMessageBytesMax, 1024, 1L << 28);
        require(socketsMax >= 0, "sockets-max", socketsMax, "below 0: raise it");
        require(consumersMax >= 0, "consumers-max", consumersMax, "below 0: raise it");
        requireBetween("consumer-bytes-max", consumerBytesMax, 1L << 20, 1L << 40);
        require(
                consumerInstanceTimeout.toMillis() >= 1_000,
                "consumer-instance-timeout",
                consumerInstanceTimeout,
                "below 1 s: raise it, or consumers go between two polls");
        require(
                lagInterval.toMillis() >= 1_000,
                "lag-interval",
                lagInterval,
                "below 1 s: raise it, or brokers do little else");
        require(lagPartitionsMax >= 1, "lag-partitions-max", lagPartitionsMax, "below 1: raise it");
        require(lagReadsMax >= 0, "lag-reads-max", lagReadsMax, "below 0: raise it");
        require(
                silenceMax.compareTo(ping) > 0,
                "silence-max",
                silenceMax,
                "not above ping " + ping + ": raise it, or every socket is dropped");
        require(
                heartbeat.toMillis() >= 50,
                "heartbeat",
                heartbeat,
                "below 50 ms: raise it, or the controller does nothing else");
    }

    private static void requireBetween(String name, DataSize value, long min, long max) {
        boolean isWithin = value.toBytes() >= min && value.toBytes() <= max;
        require(isWithin, name, value, "not within " + min + " and " + max + " bytes");
    }

    private static void require(boolean holds, String name, Object value, String why) {
        if (!holds) {
            throw new IllegalArgumentException(
                    "taffrail.gateway." + name + " " + value + " is " + why);
        }
    }

    /**
     * @param httpHost the address that HTTP is served on
     */
    KafkaDoorConfig kafkaDoor(String httpHost) {
        String host = kafkaHost == null ? httpHost : kafkaHost;
        return new KafkaDoorConfig(
                nodeId,
                host,
                kafkaPort,
                advertisedHost == null ? host : advertisedHost,
                kafkaAdvertisedPort,
                FurtherListener.parse(furtherListeners, furtherAdvertised),
                brokerProperties);
    }

    /**
     * @param httpHost the address that HTTP is served on
     */
    GatewayConfig config(String httpHost) {
        return new GatewayConfig(
                nodeId,
                brokerProperties,
                allowedOrigins,
                bytes(bodyBytesMax),
                millis(topicCreationTimeout),
                new ProducerLimits(
                        produceBufferBytes.toBytes(),
                        millis(requestTimeout),
                        millis(deliveryTimeout)),
                new FeedLimits(bytes(fetchBytes), millis(fetchWait), ringBytes.toBytes()),
                new SocketLimits(
                        socketsMax,
                        bytes(socketMessageBytesMax),
                        subscriptionsMax,
                        ping.toMillis(),
                        silenceMax.toMillis()),
                new PullLimits(
                        consumersMax,
                        consumerBytesMax.toBytes(),
                        consumerInstanceTimeout.toMillis()),
                new LagLimits(millis(lagInterval), lagPartitionsMax, lagReadsMax),
                new OpenListeners.Bound(nodeId, httpHost, kafkaDoor(httpHost).host()));
    }

    private static int bytes(DataSize size) {
        return Math.toIntExact(size.toBytes());
    }

    private static int millis(Duration duration) {
        return Math.toIntExact(duration.toMillis());
    }
}
