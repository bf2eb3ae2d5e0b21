package io.taffrail.controller.quorum;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.RaftConfigKeys;
import org.apache.ratis.client.RaftClientConfigKeys;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;

/** Ratis' settings for a log of small, precious entries. */
final class RatisProperties {

    /** The largest command; a request for more is to be split. */
    static final int COMMAND_BYTES_MAX = 2 * 1024 * 1024;

    /** Commands that may wait for their decision; more are refused. */
    static final int PENDING_MAX = 10_000;

    /** A change of members answers only when a new one has caught up. */
    private static final int PROBE_TIMEOUT_MS = 10_000;

    /**
     * How long the leader waits before it tries a follower again, and for how many failures. After
     * thirty Ratis would wait for 5 s: a controller that is back would be without a leader for that
     * long, and who is stopped next would leave no majority.
     */
    private static final String TRY_AGAIN = "1ms,10, 250ms,%d".formatted(Integer.MAX_VALUE / 2);

    private static final int PURGE_GAP_MAX = 1_024;
    private static final int BUFFER_BYTES = COMMAND_BYTES_MAX + 1024 * 1024;

    private RatisProperties() {}

    static RaftProperties of(QuorumConfig config) {
        var properties = new RaftProperties();
        RaftServerConfigKeys.setStorageDir(properties, List.of(config.directory().toFile()));
        storage(properties, config);
        if (config.isAlone()) {
            RaftConfigKeys.Rpc.setType(properties, new SoloRpc());
            timing(properties, 50, ms(20));
            // A quorum of one that was paused has lost nothing, and nobody could take over.
            RaftServerConfigKeys.setSleepDeviationThreshold(properties, days(365));
        } else {
            QuorumConfig.Peer self =
                    config.peers().stream()
                            .filter(peer -> peer.id() == config.nodeId())
                            .findFirst()
                            .orElseThrow();
            GrpcConfigKeys.Server.setHost(properties, self.host());
            GrpcConfigKeys.Server.setPort(properties, self.port());
            timing(properties, config.electionTimeoutMs(), ms(config.electionTimeoutMs()));
            // A leader that was paused for less than that is still followed: a busy machine alone
            // (Ratis' default is 300 ms) is no reason to elect another.
            RaftServerConfigKeys.setSleepDeviationThreshold(
                    properties, ms(config.electionTimeoutMs()));
        }
        // Ratis would end a server that was paused for a minute; ours wakes and follows again.
        RaftServerConfigKeys.setCloseThreshold(properties, days(365));
        return properties;
    }

    /** For one question at a time to other controllers. */
    static RaftProperties ofClient() {
        var properties = new RaftProperties();
        RaftClientConfigKeys.Rpc.setRequestTimeout(properties, ms(PROBE_TIMEOUT_MS));
        return properties;
    }

    private static void storage(RaftProperties properties, QuorumConfig config) {
        // With it a follower that is sent the same again and more, while the first is not written
        // yet, drops all of the second and says to have it. The leader then commits on its word.
        RaftServerConfigKeys.Log.setAppendEntriesComposeEnabled(properties, false);
        RaftServerConfigKeys.Log.setSegmentSizeMax(properties, SizeInBytes.valueOf("8MB"));
        RaftServerConfigKeys.Log.setPreallocatedSize(properties, SizeInBytes.valueOf("1MB"));
        RaftServerConfigKeys.Log.setWriteBufferSize(
                properties, SizeInBytes.valueOf(BUFFER_BYTES + 1024));
        RaftServerConfigKeys.Log.Appender.setBufferByteLimit(
                properties, SizeInBytes.valueOf(BUFFER_BYTES));
        RaftServerConfigKeys.Log.Appender.setRetryPolicy(properties, TRY_AGAIN);
        // Ours is the bound that has a message; Ratis' is above it.
        RaftServerConfigKeys.Write.setElementLimit(properties, 2 * PENDING_MAX);
        RaftServerConfigKeys.Log.setQueueElementLimit(properties, 2 * PENDING_MAX);
        RaftServerConfigKeys.Log.setSegmentCacheNumMax(properties, 2);
        RaftServerConfigKeys.Log.setPurgeUptoSnapshotIndex(properties, true);
        // Ratis would let 1024 entries gather, however few lie between two snapshots.
        RaftServerConfigKeys.Log.setPurgeGap(
                properties, (int) Math.min(config.snapshotEntries(), PURGE_GAP_MAX));
        RaftServerConfigKeys.Snapshot.setAutoTriggerEnabled(properties, true);
        RaftServerConfigKeys.Snapshot.setAutoTriggerThreshold(properties, config.snapshotEntries());
        RaftServerConfigKeys.Snapshot.setTriggerWhenStopEnabled(properties, true);
        RaftServerConfigKeys.Snapshot.setCreationGap(properties, 1);
        RaftServerConfigKeys.Snapshot.setRetentionFileNum(properties, 2);
    }

    private static void timing(
            RaftProperties properties, int electionTimeoutMs, TimeDuration first) {
        RaftServerConfigKeys.Rpc.setTimeoutMin(properties, ms(electionTimeoutMs));
        // Enough apart that two followers seldom ask at once, and no more: the longest of these,
        // a vote, and a round of the nodes' links are the time without a controller.
        RaftServerConfigKeys.Rpc.setTimeoutMax(properties, ms(electionTimeoutMs * 3L / 2));
        RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMin(properties, first);
        RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMax(
                properties, ms(first.toLong(TimeUnit.MILLISECONDS) * 2));
    }

    private static TimeDuration ms(long ms) {
        return TimeDuration.valueOf(ms, TimeUnit.MILLISECONDS);
    }

    private static TimeDuration days(long days) {
        return TimeDuration.valueOf(days, TimeUnit.DAYS);
    }
}
