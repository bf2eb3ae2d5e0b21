package io.taffrail.gateway.coordinator.group.classic;

import io.taffrail.gateway.coordinator.Reply;
import io.taffrail.gateway.coordinator.group.classic.ClassicGroupWritten.WrittenMember;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One member of one group. Its identity stands still; what it offers, and what it waits for, is
 * changed by {@link ClassicGroup} alone, which counts both.
 */
public final class ClassicMember {

    private final String id;
    private final @Nullable String instanceId;
    private final String clientId;
    private final String clientHost;

    private int sessionTimeoutMs;
    private int rebalanceTimeoutMs;
    private List<OfferedProtocol> protocols;
    private Opaque assignment = Opaque.EMPTY;

    /** Has never been told of a generation, so it cannot send heartbeats. */
    private boolean isNew;

    private @Nullable Reply<JoinAnswer> awaitedJoin;
    private @Nullable Reply<Assigned> awaitedSync;

    private ClassicMember(
            String id,
            @Nullable String instanceId,
            String clientId,
            String clientHost,
            int sessionTimeoutMs,
            int rebalanceTimeoutMs,
            List<OfferedProtocol> protocols) {
        this.id = id;
        this.instanceId = instanceId;
        this.clientId = clientId;
        this.clientHost = clientHost;
        this.sessionTimeoutMs = sessionTimeoutMs;
        this.rebalanceTimeoutMs = rebalanceTimeoutMs;
        this.protocols = protocols;
    }

    static ClassicMember joining(String id, ClassicRequest.Join join) {
        var member =
                new ClassicMember(
                        id,
                        join.instanceId(),
                        join.clientId(),
                        join.clientHost(),
                        join.sessionTimeoutMs(),
                        join.rebalanceTimeoutMs(),
                        join.protocols());
        member.isNew = true;
        return member;
    }

    static ClassicMember written(WrittenMember written, @Nullable String protocolName) {
        return new ClassicMember(
                written.memberId(),
                written.instanceId(),
                written.clientId(),
                written.clientHost(),
                written.sessionTimeoutMs(),
                written.rebalanceTimeoutMs(),
                protocolName == null
                        ? List.of()
                        : List.of(new OfferedProtocol(protocolName, written.metadata())));
    }

    /** The same static member under another id; whoever waits for the old one is left out. */
    ClassicMember under(String otherId) {
        var other =
                new ClassicMember(
                        otherId,
                        instanceId,
                        clientId,
                        clientHost,
                        sessionTimeoutMs,
                        rebalanceTimeoutMs,
                        protocols);
        other.assignment = assignment;
        return other;
    }

    WrittenMember toWritten(@Nullable String protocolName, Opaque itsAssignment) {
        return new WrittenMember(
                id,
                instanceId,
                clientId,
                clientHost,
                rebalanceTimeoutMs,
                sessionTimeoutMs,
                metadata(protocolName),
                itsAssignment);
    }

    boolean wasWrittenAs(WrittenMember written, @Nullable String protocolName) {
        return protocolName != null
                && offers(protocolName)
                && toWritten(protocolName, written.assignment()).equals(written);
    }

    public String id() {
        return id;
    }

    public @Nullable String instanceId() {
        return instanceId;
    }

    boolean isStatic() {
        return instanceId != null;
    }

    public String clientId() {
        return clientId;
    }

    public String clientHost() {
        return clientHost;
    }

    public int sessionTimeoutMs() {
        return sessionTimeoutMs;
    }

    public int rebalanceTimeoutMs() {
        return rebalanceTimeoutMs;
    }

    public List<OfferedProtocol> protocols() {
        return protocols;
    }

    boolean offers(String protocolName) {
        return protocols.stream().anyMatch(offered -> offered.name().equals(protocolName));
    }

    /** Empty when it does not offer that protocol. */
    public Opaque metadata(@Nullable String protocolName) {
        return protocols.stream()
                .filter(offered -> offered.name().equals(protocolName))
                .map(OfferedProtocol::metadata)
                .findFirst()
                .orElse(Opaque.EMPTY);
    }

    public Opaque assignment() {
        return assignment;
    }

    boolean isNew() {
        return isNew;
    }

    boolean isAwaitingJoin() {
        return awaitedJoin != null;
    }

    boolean isAwaitingSync() {
        return awaitedSync != null;
    }

    void update(ClassicRequest.Join join) {
        sessionTimeoutMs = join.sessionTimeoutMs();
        rebalanceTimeoutMs = join.rebalanceTimeoutMs();
        protocols = join.protocols();
    }

    void offer(List<OfferedProtocol> offers) {
        protocols = offers;
    }

    void assign(Opaque given) {
        assignment = given;
    }

    void isKnown() {
        isNew = false;
    }

    void awaitJoin(Reply<JoinAnswer> reply) {
        awaitedJoin = reply;
    }

    void awaitSync(Reply<Assigned> reply) {
        awaitedSync = reply;
    }

    /** Who waits for this member's JoinGroup, and from now on does not; null when nobody does. */
    @Nullable Reply<JoinAnswer> takeAwaitedJoin() {
        Reply<JoinAnswer> taken = awaitedJoin;
        awaitedJoin = null;
        return taken;
    }

    /** Who waits for this member's SyncGroup, and from now on does not; null when nobody does. */
    @Nullable Reply<Assigned> takeAwaitedSync() {
        Reply<Assigned> taken = awaitedSync;
        awaitedSync = null;
        return taken;
    }
}
