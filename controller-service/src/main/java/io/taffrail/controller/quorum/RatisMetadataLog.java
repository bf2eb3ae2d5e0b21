package io.taffrail.controller.quorum;

import io.taffrail.controller.command.CommandCodec;
import io.taffrail.controller.command.CommandReply;
import io.taffrail.controller.command.CommandReply.Refused;
import io.taffrail.controller.command.CommandStamp;
import io.taffrail.controller.command.ControllerCommand;
import io.taffrail.controller.command.StampedCommand;
import io.taffrail.controller.decide.FeatureRules;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.runtime.Clock;
import io.taffrail.protocol.server.NetworkWarning;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.exceptions.LeaderNotReadyException;
import org.apache.ratis.protocol.exceptions.LeaderSteppingDownException;
import org.apache.ratis.protocol.exceptions.NotLeaderException;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.storage.RaftStorage.StartupOption;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The metadata log on Apache Ratis. Commands are synced to a majority's disks before they are
 * decided; a reply therefore means that the outcome survives.
 */
public final class RatisMetadataLog implements MetadataLog {

    private static final Logger LOG = LoggerFactory.getLogger(RatisMetadataLog.class);

    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);

    private final QuorumConfig config;
    private final Clock clock;
    private final SplittableRandom chance;
    private final Consumer<Throwable> onBroken;
    private final AppliedState state = new AppliedState();
    private final ClientId clientId = ClientId.randomId();
    private final AtomicLong callIds = new AtomicLong();
    private final AtomicInteger pending = new AtomicInteger();

    private volatile boolean isLeader;
    private volatile int leaderId = -1;
    private @Nullable RaftServer server;
    private @Nullable Admission admission;
    private @Nullable RatisVoters voters;
    private @Nullable VoterAudit audit;

    /**
     * @param seed the start of the seeds that this controller stamps commands with
     * @param onBroken what to do when the log cannot be applied, or cannot be written while others
     *     can write theirs: stop the node
     */
    public RatisMetadataLog(
            QuorumConfig config, Clock clock, long seed, Consumer<Throwable> onBroken) {
        this.config = config;
        this.clock = clock;
        this.chance = new SplittableRandom(seed);
        this.onBroken = onBroken;
    }

    @Override
    public void listen(Listener listener) {
        state.listen(listener);
    }

    @Override
    public void start() throws IOException {
        Files.createDirectories(config.directory());
        var marker = new JoinMarker(config.directory());
        if (marker.isThere()) {
            marker.deleteLog();
        }
        try {
            new LogCheck(config.directory()).mend();
            open(marker);
        } catch (IOException | RuntimeException failure) {
            joinAgain(marker, Damage.in(config, failure));
        }
        warnOfStrangers();
    }

    private void open(JoinMarker marker) throws IOException {
        var machine =
                new RatisStateMachine(
                        state,
                        this::onLeadership,
                        this::onLeaderChanged,
                        onBroken,
                        this::onLogFailed);
        var builder =
                RaftServer.newBuilder()
                        .setServerId(RatisNames.peerId(config.nodeId()))
                        .setStateMachine(machine)
                        .setProperties(RatisProperties.of(config))
                        .setOption(marker.hasLog() ? StartupOption.RECOVER : StartupOption.FORMAT);
        boolean mustBeAdmitted = !config.isAlone() && !marker.hasLog();
        if (!mustBeAdmitted) {
            builder.setGroup(RatisNames.group(config.peers()));
        }
        RaftServer raft = builder.build();
        server = raft;
        var succession = new Succession(config, raft);
        voters = new RatisVoters(raft, succession);
        raft.start();
        if (!config.isAlone()) {
            var auditing = new VoterAudit(config, raft, succession, clock);
            audit = auditing;
            auditing.start();
        }
        if (mustBeAdmitted) {
            var asking = new Admission(config, raft, marker);
            admission = asking;
            asking.start();
        }
    }

    /**
     * Ratis never tries again, also when there is space again, and a leader would go on to tell the
     * others that it leads: they must be free to elect one that can write. Who is alone has nobody
     * to leave it to, and may be in one process with a broker that still serves.
     */
    private void onLogFailed(Throwable failure) {
        LOG.error(
                "controller {} cannot write its metadata log in {}, and takes no more changes: see to the disk, and restart it",
                config.nodeId(),
                config.directory(),
                failure);
        if (!config.isAlone()) {
            onBroken.accept(failure);
        }
    }

    /** What is left of a damaged log must not vote: it is a lost disk to the others. */
    private void joinAgain(JoinMarker marker, Damage damage) throws IOException {
        RaftServer raft = server;
        if (raft != null) {
            BoundedClose.close("damaged-controller-" + config.nodeId(), raft, CLOSE_LIMIT);
        }
        marker.write(true);
        LOG.error(
                "{}: it was moved to {}, and this controller joins again and gets everything from the others",
                damage.what(),
                marker.putLogAside());
        open(marker);
    }

    private void warnOfStrangers() {
        config.peers().stream()
                .filter(peer -> !config.isAlone() && peer.id() == config.nodeId())
                .map(self ->
                        NetworkWarning.of(
                                "QUORUM",
                                self.host(),
                                self.port(),
                                "speak as a controller and so change the cluster's metadata"))
                .filter(Objects::nonNull)
                .forEach(LOG::warn);
    }

    @Override
    public MetadataImage image() {
        return state.image();
    }

    @Override
    public boolean isLeader() {
        return isLeader;
    }

    @Override
    public int leaderId() {
        return leaderId;
    }

    @Override
    public QuorumStatus quorum() {
        RaftServer raft = server;
        try {
            return RatisStatus.of(config, raft == null ? null : raft.getDivision(RatisNames.GROUP));
        } catch (IOException e) {
            LOG.debug("the quorum's state is not known yet", e);
            return RatisStatus.of(config, null);
        }
    }

    @Override
    public CompletableFuture<CommandReply> propose(ControllerCommand command, String principal) {
        RaftServer raft = server;
        if (raft == null || !isLeader) {
            return CompletableFuture.completedFuture(notController());
        }
        Optional<Refused> objection = FeatureRules.objection(state.image(), command);
        if (objection.isPresent()) {
            return CompletableFuture.completedFuture(objection.get());
        }
        byte[] bytes = CommandCodec.encode(new StampedCommand(stamp(principal), command));
        if (bytes.length > RatisProperties.COMMAND_BYTES_MAX) {
            return CompletableFuture.completedFuture(
                    Refused.because(
                            Rejection.INVALID_REQUEST,
                            "the request takes %d bytes in the metadata log, and %d are the most: split it",
                            bytes.length,
                            RatisProperties.COMMAND_BYTES_MAX));
        }
        var request =
                RaftClientRequest.newBuilder()
                        .setClientId(clientId)
                        .setServerId(raft.getId())
                        .setGroupId(RatisNames.GROUP)
                        .setCallId(callIds.incrementAndGet())
                        .setMessage(Message.valueOf(UnsafeByteOperations.unsafeWrap(bytes)))
                        .setType(RaftClientRequest.writeRequestType())
                        .build();
        if (pending.incrementAndGet() > RatisProperties.PENDING_MAX) {
            pending.decrementAndGet();
            return CompletableFuture.completedFuture(
                    Refused.because(
                            Rejection.THROTTLING_QUOTA_EXCEEDED,
                            "%d changes wait for the metadata log already: try again later",
                            RatisProperties.PENDING_MAX));
        }
        try {
            return raft.submitClientRequestAsync(request)
                    .handle((reply, failure) -> {
                        pending.decrementAndGet();
                        return reply(reply, failure);
                    });
        } catch (IOException e) {
            pending.decrementAndGet();
            return CompletableFuture.completedFuture(unknownOutcome(e));
        }
    }

    @Override
    public CompletableFuture<CommandReply> changeVoters(VoterChange change, String principal) {
        RatisVoters voters = this.voters;
        if (voters == null || !isLeader) {
            return CompletableFuture.completedFuture(notController());
        }
        if (config.isAlone()) {
            return CompletableFuture.completedFuture(
                    Refused.because(
                            Rejection.INVALID_REQUEST,
                            "controller %d is alone and opens no port for others: name it in its own taffrail.controller.peers together with the others, and restart it",
                            config.nodeId()));
        }
        LOG.info("{} asks for other voters: {}", principal, change);
        return voters.change(change);
    }

    @Override
    public void resign() {
        RaftServer raft = server;
        if (raft == null || !isLeader || config.isAlone()) {
            return;
        }
        try {
            BoundedClose.close(
                    "the leadership of controller-" + config.nodeId(),
                    () -> new Succession(config, raft).handOver(),
                    CLOSE_LIMIT);
        } catch (IOException e) {
            LOG.warn("controller {} goes without a successor", config.nodeId(), e);
        }
    }

    @Override
    public void close() throws IOException {
        Admission asking = admission;
        if (asking != null) {
            asking.close();
        }
        VoterAudit auditing = audit;
        if (auditing != null) {
            auditing.close();
        }
        RaftServer raft = server;
        if (raft != null) {
            BoundedClose.close("controller-" + config.nodeId(), raft, CLOSE_LIMIT);
        }
    }

    private CommandStamp stamp(String principal) {
        synchronized (chance) {
            return new CommandStamp(clock.nowMs(), chance.nextLong(), principal);
        }
    }

    private CommandReply reply(@Nullable RaftClientReply reply, @Nullable Throwable failure) {
        if (reply == null) {
            return unknownOutcome(failure);
        }
        if (reply.isSuccess()
                && reply.getMessage() instanceof RatisStateMachine.ReplyMessage message) {
            return message.reply();
        }
        return switch (reply.getException()) {
            case NotLeaderException _ -> notController();
            case LeaderNotReadyException _ -> notController();
            case LeaderSteppingDownException _ -> notController();
            case null, default -> unknownOutcome(reply.getException());
        };
    }

    private CommandReply notController() {
        int leader = leaderId;
        boolean isKnown = leader >= 0 && leader != config.nodeId();
        return Refused.because(
                Rejection.NOT_CONTROLLER,
                "controller %d does not lead: %s",
                config.nodeId(),
                isKnown
                        ? "ask controller %d at %s".formatted(leader, hostOf(leader))
                        : "a leader is being elected, so try again");
    }

    private String hostOf(int leader) {
        return config.peers().stream()
                .filter(peer -> peer.id() == leader)
                .map(QuorumConfig.Peer::host)
                .findFirst()
                .orElse("an unknown address");
    }

    private static CommandReply unknownOutcome(@Nullable Throwable cause) {
        return Refused.because(
                Rejection.REQUEST_TIMED_OUT,
                "the metadata log did not answer (%s): it may or may not have been done, so look before you repeat it",
                cause == null ? "no reason given" : String.valueOf(cause.getMessage()));
    }

    private synchronized void onLeadership(boolean leads) {
        if (isLeader != leads) {
            isLeader = leads;
            LOG.info("controller {} {}", config.nodeId(), leads ? "leads" : "leads no more");
            state.lead(leads);
        }
    }

    private void onLeaderChanged(@Nullable RaftPeerId leader) {
        leaderId = leader == null ? -1 : RatisNames.id(leader);
        if (leaderId != config.nodeId()) {
            onLeadership(false);
        }
    }
}
