package io.taffrail.gateway;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.taffrail.gateway.canary.CanaryRecords;
import io.taffrail.gateway.canary.LeaderDrill;
import io.taffrail.gateway.consume.GroupServices;
import io.taffrail.gateway.consume.OpenStreams;
import io.taffrail.gateway.consume.PullConsumers;
import io.taffrail.gateway.dashboard.Dashboard;
import io.taffrail.gateway.dashboard.journey.RecordJourneys;
import io.taffrail.gateway.dashboard.sample.KeySampler;
import io.taffrail.gateway.dashboard.sample.VolumeCounter;
import io.taffrail.gateway.lag.FirstUnread;
import io.taffrail.gateway.lag.GroupLags;
import io.taffrail.gateway.lag.LagRounds;
import io.taffrail.gateway.lag.LagSeries;
import io.taffrail.gateway.lag.LagWatch;
import io.taffrail.gateway.link.BrokerProbe;
import io.taffrail.gateway.link.ClusterAdmin;
import io.taffrail.gateway.link.ClusterHistory;
import io.taffrail.gateway.link.ClusterMetadata;
import io.taffrail.gateway.link.ClusterOperations;
import io.taffrail.gateway.link.GroupCalls;
import io.taffrail.gateway.link.GroupDirectory;
import io.taffrail.gateway.link.OwnGroups;
import io.taffrail.gateway.link.PartitionReader;
import io.taffrail.gateway.link.PartitionWriter;
import io.taffrail.gateway.produce.BatchingProducer;
import io.taffrail.gateway.produce.TopicDirectory;
import io.taffrail.gateway.rest.TopicsServlet;
import io.taffrail.gateway.rest.v2.ConsumersServlet;
import io.taffrail.gateway.rest.v3.Cluster;
import io.taffrail.gateway.rest.v3.ConsumerGroups;
import io.taffrail.gateway.rest.v3.GroupResets;
import io.taffrail.gateway.rest.v3.RecordSender;
import io.taffrail.gateway.stream.Feeds;
import io.taffrail.gateway.stream.Subscriptions;
import io.taffrail.gateway.ws.LiveFeeds;
import io.taffrail.gateway.ws.LiveServlet;
import io.taffrail.gateway.ws.OpenSockets;
import io.taffrail.gateway.ws.SocketServices;
import io.taffrail.gateway.ws.SocketServlet;
import io.taffrail.gateway.ws.SocketUpgrades;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.runtime.Clock;
import io.taffrail.kernel.runtime.Loop;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * A gateway composed of its parts, over ports to the cluster. It brings servlets for whatever HTTP
 * server there is, and one loop that keeps time for all of them.
 */
public final class GatewayNode implements AutoCloseable {

    private static final int TICK_MS = 1000;
    private static final long LEAVE_MS_MAX = 2_000;
    private static final int DRILL_STEADY_MS = 1_000;

    /** A second more than brokers are told to take for a record of the canary and its way back. */
    private static final int DRILL_GIVE_UP_MS = 7_000;

    private final GatewayConfig config;
    private final TopicDirectory topics;
    private final Cluster cluster;
    private final RecordSender recordSender;
    private final BatchingProducer producer;
    private final Subscriptions subscriptions;
    private final OpenSockets sockets;
    private final TopicsServlet topicsServlet;
    private final SocketServlet socketServlet;
    private final LiveServlet liveServlet;
    private final PullConsumers pulls;
    private final ConsumersServlet consumersServlet;
    private final ConsumerGroups consumerGroups;
    private final GroupResets groupResets;
    private final LagRounds lagRounds;
    private final LagWatch lagWatch;
    private final Dashboard dashboard;
    private final KeySampler keySampler;
    private final VolumeCounter volumeCounter;
    private final RecordJourneys recordJourneys;
    private final LeaderDrill leaderDrill;
    private final LiveFeeds liveFeeds;
    private final OpenStreams groupStreams = new OpenStreams();
    private final Loop timers;
    private volatile boolean isClosed;

    /**
     * @param timers keeps time for retries and signs of life; closed with the node
     */
    public GatewayNode(
            GatewayConfig config,
            ClusterMetadata metadata,
            PartitionWriter writer,
            PartitionReader reader,
            ClusterAdmin admin,
            ClusterOperations operations,
            GroupCalls groupCalls,
            GroupDirectory groupDirectory,
            OwnGroups ownGroups,
            BrokerProbe brokerProbe,
            ClusterHistory history,
            Clock clock,
            Loop timers,
            RandomGenerator random,
            MeterRegistry meters) {
        this.config = config;
        this.timers = timers;
        this.topics =
                new TopicDirectory(
                        metadata,
                        admin,
                        config.nodeId(),
                        config.brokerProperties(),
                        config.topicCreationTimeoutMs(),
                        clock);
        this.cluster = new Cluster(metadata, admin, operations, topics);
        var lags = new GroupLags(reader, new FirstUnread(reader, metadata));
        this.consumerGroups = new ConsumerGroups(cluster, groupDirectory, lags, clock);
        this.groupResets =
                new GroupResets(cluster, consumerGroups, groupDirectory, groupCalls, reader);
        this.lagWatch = new LagWatch(groupDirectory, lags, clock, config.lags().readsMax());
        this.lagRounds =
                new LagRounds(
                        ownGroups,
                        lags,
                        clock,
                        config.lags(),
                        new LagSeries(meters, config.lags().partitionsMax()));
        this.dashboard =
                new Dashboard(
                        new Dashboard.Sources(
                                metadata, reader, operations, groupDirectory, brokerProbe, history),
                        lags,
                        config.lags().partitionsMax(),
                        config.lags().readsMax(),
                        config.listensOn(),
                        clock);
        this.keySampler = new KeySampler(metadata, reader, clock);
        this.volumeCounter = new VolumeCounter(metadata, reader);
        this.producer =
                new BatchingProducer(writer, admin, config.producer(), clock, timers, random);
        this.recordJourneys =
                new RecordJourneys(topics, producer, brokerProbe, config.nodeId(), clock);
        this.leaderDrill =
                new LeaderDrill(
                        new CanaryRecords(metadata, admin, writer, reader, clock),
                        metadata,
                        operations,
                        clock,
                        DRILL_STEADY_MS,
                        DRILL_GIVE_UP_MS);
        Counter recordsIn =
                Counter.builder("taffrail.http.records.in")
                        .description("Records taken over HTTP")
                        .register(meters);
        this.recordSender =
                new RecordSender(
                        cluster,
                        topics,
                        producer,
                        clock,
                        config.bodyBytesMax(),
                        recordsIn::increment);
        this.subscriptions = new Subscriptions(metadata, new Feeds(reader, config.feeds()), clock);
        var groups =
                new GroupServices(
                        groupCalls,
                        subscriptions,
                        groupStreams,
                        timers,
                        clock,
                        () -> new UUID(random.nextLong(), random.nextLong()));
        this.liveFeeds = new LiveFeeds(dashboard, clock);
        this.sockets = new OpenSockets(config.sockets());
        Counter dropped =
                Counter.builder("taffrail.websocket.dropped")
                        .description("Records that slow sockets skipped")
                        .register(meters);
        var upgrades =
                new SocketUpgrades(
                        new SocketServices(
                                topics,
                                producer,
                                subscriptions,
                                groups,
                                lagWatch,
                                clock,
                                config.sockets(),
                                dropped),
                        sockets,
                        liveFeeds,
                        config.allowedOrigins());
        this.topicsServlet =
                new TopicsServlet(
                        topics,
                        producer,
                        subscriptions,
                        groups,
                        upgrades,
                        clock,
                        config.bodyBytesMax(),
                        recordsIn::increment,
                        meters);
        this.socketServlet = new SocketServlet(upgrades);
        this.liveServlet = new LiveServlet(upgrades);
        this.pulls = new PullConsumers(groups, config.pulls());
        this.consumersServlet =
                new ConsumersServlet(pulls, subscriptions, config.nodeId(), config.bodyBytesMax());
        measure(meters);
        metadata.listen(this::forgetDeletedTopics);
    }

    private void measure(MeterRegistry meters) {
        Gauge.builder("taffrail.websocket.sessions", sockets, OpenSockets::count)
                .description("Open WebSockets")
                .register(meters);
        Gauge.builder("taffrail.gateway.shared.fetches", subscriptions.feeds(), Feeds::size)
                .description("Partitions that somebody streams")
                .register(meters);
        Gauge.builder("taffrail.gateway.consumers", pulls, PullConsumers::count)
                .description("Consumer instances that are asked for records over HTTP")
                .register(meters);
        Gauge.builder("taffrail.gateway.consumers.memory", pulls, PullConsumers::takenBytes)
                .description("Memory of polls that are being answered")
                .baseUnit("bytes")
                .register(meters);
        Gauge.builder("taffrail.gateway.produce.buffer", producer, BatchingProducer::bufferedBytes)
                .description("Memory that unacknowledged records take")
                .baseUnit("bytes")
                .register(meters);
    }

    /** Begins to keep time. */
    public void start() {
        timers.schedule(TICK_MS, this::tick);
    }

    private void tick() {
        if (isClosed) {
            return;
        }
        sockets.tick();
        subscriptions.feeds().tick();
        pulls.tick();
        lagRounds.tick();
        lagWatch.tick();
        dashboard.tick();
        liveFeeds.tick();
        timers.schedule(TICK_MS, this::tick);
    }

    private void forgetDeletedTopics(MetadataImage image) {
        producer.keepOnly(topic -> image.topic(topic) != null);
    }

    public GatewayConfig config() {
        return config;
    }

    public TopicDirectory topics() {
        return topics;
    }

    /** The cluster as administrators see it. */
    public Cluster cluster() {
        return cluster;
    }

    public PartitionReader reader() {
        return subscriptions.feeds().reader();
    }

    /** Records that come by version 3. */
    public RecordSender recordSender() {
        return recordSender;
    }

    /** The cluster's groups as administrators see them. */
    public ConsumerGroups consumerGroups() {
        return consumerGroups;
    }

    /** Moves and forgets what groups have committed. */
    public GroupResets groupResets() {
        return groupResets;
    }

    /** What there is to look at. */
    public Dashboard dashboard() {
        return dashboard;
    }

    /** Reads a little of a topic to tell how its keys spread. */
    public KeySampler keySampler() {
        return keySampler;
    }

    /** Tells how many records a topic got over time. */
    public VolumeCounter volumeCounter() {
        return volumeCounter;
    }

    /** Sends a record and tells how it fares. */
    public RecordJourneys recordJourneys() {
        return recordJourneys;
    }

    public LeaderDrill leaderDrill() {
        return leaderDrill;
    }

    public TopicsServlet topicsServlet() {
        return topicsServlet;
    }

    public ConsumersServlet consumersServlet() {
        return consumersServlet;
    }

    public SocketServlet socketServlet() {
        return socketServlet;
    }

    public LiveServlet liveServlet() {
        return liveServlet;
    }

    /**
     * Says goodbye to sockets, and has every stream commit and leave its group; returns when that
     * is done, or after some seconds.
     */
    public void farewell() {
        sockets.closeAll();
        pulls.close();
        groupStreams.endAll(LEAVE_MS_MAX);
    }

    /** Says goodbye, if that was not done before, and stops. */
    @Override
    public void close() {
        isClosed = true;
        farewell();
        timers.close();
    }
}
