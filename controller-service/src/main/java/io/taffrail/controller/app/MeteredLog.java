package io.taffrail.controller.app;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.taffrail.controller.command.CommandReply;
import io.taffrail.controller.command.ControllerCommand;
import io.taffrail.controller.quorum.MetadataLog;
import io.taffrail.controller.quorum.QuorumStatus;
import io.taffrail.controller.quorum.VoterChange;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.runtime.Clock;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/** The metadata log with a meter on it; what the image says is counted at the scrape. */
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
        Gauge.builder("taffrail.controller.is.leader", log, l -> l.isLeader() ? 1 : 0)
                .description("1 on the controller that leads, 0 on the others")
                .register(registry);
        Gauge.builder("taffrail.metadata.applied.index", log, l -> l.image().appliedIndex())
                .description("Last entry of the metadata log that this part of the node knows")
                .tag("service", "controller")
                .register(registry);
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
    public void resign() {
        log.resign();
    }

    @Override
    public void close() throws IOException {
        log.close();
    }
}
