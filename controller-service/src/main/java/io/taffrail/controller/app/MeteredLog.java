package io.taffrail.controller.app;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.taffrail.controller.command.CommandReply;
import io.taffrail.controller.command.ControllerCommand;
import io.taffrail.controller.quorum.MetadataLog;
import io.taffrail.controller.quorum.QuorumStatus;
import io.taffrail.controller.quorum.VoterChange;
import io.taffrail.kernel.metadata.MetadataEntry;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.kernel.metadata.TopicImage;
import io.taffrail.kernel.runtime.Clock;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/** The metadata log with a meter on it; partitions are counted at the scrape, from the image. */
final class MeteredLog implements MetadataLog {

    // A sync takes a millisecond or so; a change of leader takes about a second.
    private static final Duration[] BUCKETS =
            LongStream.of(1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000)
                    .mapToObj(Duration::ofMillis)
                    .toArray(Duration[]::new);

    private final MetadataLog log;
    private final Clock clock;
    private final Timer commits;

    MeteredLog(MetadataLog log, Clock clock, MeterRegistry registry) {
        this.log = log;
        this.clock = clock;
        this.commits =
                Timer.builder("taffrail.metadata.commit")
                        .description("From a change being asked for to its decision")
                        .serviceLevelObjectives(BUCKETS)
                        .register(registry);
        Counter elections =
                Counter.builder("taffrail.controller.elections")
                        .description("How often this controller has become the leader")
                        .register(registry);
        Gauge.builder("taffrail.controller.is.leader", log, l -> l.isLeader() ? 1 : 0)
                .description("1 on the controller that leads, 0 on the others")
                .register(registry);
        Gauge.builder("taffrail.partitions", log, MeteredLog::partitions)
                .description("Partitions of all topics")
                .register(registry);
        Gauge.builder("taffrail.offline.partitions", log, MeteredLog::offlinePartitions)
                .description("Partitions without a leader")
                .register(registry);
        log.listen(new ElectionCount(elections));
    }

    @Override
    public void listen(Listener listener) {
        log.listen(listener);
    }

    @Override
    public void start() throws IOException {
        log.start();
    }

    @Override
    public MetadataImage image() {
        return log.image();
    }

    @Override
    public boolean isLeader() {
        return log.isLeader();
    }

    @Override
    public int leaderId() {
        return log.leaderId();
    }

    @Override
    public QuorumStatus quorum() {
        return log.quorum();
    }

    @Override
    public CompletableFuture<CommandReply> propose(ControllerCommand command, String principal) {
        long startedNs = clock.nanoTime();
        return log.propose(command, principal)
                .whenComplete((_, _) ->
                        commits.record(clock.nanoTime() - startedNs, TimeUnit.NANOSECONDS));
    }

    @Override
    public CompletableFuture<CommandReply> changeVoters(VoterChange change, String principal) {
        return log.changeVoters(change, principal);
    }

    @Override
    public void close() throws IOException {
        log.close();
    }

    private static double partitions(MetadataLog log) {
        long count = 0;
        for (TopicImage topic : log.image().topics()) {
            count += topic.partitions().size();
        }
        return count;
    }

    private static double offlinePartitions(MetadataLog log) {
        long count = 0;
        for (TopicImage topic : log.image().topics()) {
            for (PartitionImage partition : topic.partitions()) {
                count += partition.hasLeader() ? 0 : 1;
            }
        }
        return count;
    }

    private record ElectionCount(Counter elections) implements Listener {

        @Override
        public void onApplied(MetadataEntry entry, MetadataImage before, MetadataImage after) {}

        @Override
        public void onSnapshot(MetadataImage image) {}

        @Override
        public void onLeadership(boolean isLeader) {
            if (isLeader) {
                elections.increment();
            }
        }
    }
}
