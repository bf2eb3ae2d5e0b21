package io.taffrail.controller.balance;

import io.taffrail.controller.command.CommandReply;
import io.taffrail.controller.command.CommandReply.Refused;
import io.taffrail.controller.command.ControllerCommand.ElectLeaders;
import io.taffrail.controller.command.ControllerCommand.PartitionName;
import io.taffrail.controller.decide.LeaderBalance;
import io.taffrail.controller.quorum.MetadataLog;
import io.taffrail.kernel.config.BrokerConfigs;
import io.taffrail.kernel.config.EffectiveConfigs;
import io.taffrail.kernel.metadata.MetadataEntry;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.runtime.Loop;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks from time to time, while this controller leads, whether leadership has drifted away from
 * the first replicas, and asks for elections. A shell around {@link LeaderBalance}; settings are
 * read at each look, so that they can be changed at run time.
 */
public final class BalanceWatch implements MetadataLog.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(BalanceWatch.class);
    private static final String PRINCIPAL = "Controller";
    private static final int NO_NODE = -1;

    /** After a full command the rest is due; not at once, so that others get a word in. */
    private static final long MORE_MS = 1_000;

    private final MetadataLog log;
    private final Loop loop;
    private final Map<String, String> defaults;

    // Owned by the loop.
    private int term;

    /**
     * @param defaults settings of brokers that hold where nobody changed them at run time
     */
    public BalanceWatch(MetadataLog log, Loop loop, Map<String, String> defaults) {
        this.log = log;
        this.loop = loop;
        this.defaults = Map.copyOf(defaults);
    }

    @Override
    public void onApplied(MetadataEntry entry, MetadataImage before, MetadataImage after) {}

    @Override
    public void onSnapshot(MetadataImage image) {}

    @Override
    public void onLeadership(boolean isLeader) {
        loop.execute(() -> {
            term++;
            if (isLeader) {
                lookLater(term, intervalMs(configs()));
            }
        });
    }

    private void lookLater(int ofTerm, long delayMs) {
        loop.schedule(
                delayMs,
                () -> {
                    if (ofTerm == term) {
                        lookLater(ofTerm, look());
                    }
                });
    }

    /** Asks for what is due, and tells in how many milliseconds to look again. */
    private long look() {
        EffectiveConfigs configs = configs();
        if (!configs.brokerBoolean(BrokerConfigs.AUTO_LEADER_REBALANCE_ENABLE)) {
            return intervalMs(configs);
        }
        List<PartitionName> due =
                LeaderBalance.due(
                        log.image(),
                        configs.brokerInt(BrokerConfigs.LEADER_IMBALANCE_PER_BROKER_PERCENTAGE));
        if (!due.isEmpty()) {
            LOG.info("leadership of {} partitions goes back to their first replicas", due.size());
            log.propose(new ElectLeaders(false, due), PRINCIPAL).thenAccept(BalanceWatch::onReply);
        }
        return due.size() < LeaderBalance.ELECTIONS_MAX ? intervalMs(configs) : MORE_MS;
    }

    private static void onReply(CommandReply reply) {
        if (reply instanceof Refused refused) {
            LOG.warn("leadership is not balanced yet: {}", refused.rejected().message());
        }
    }

    private EffectiveConfigs configs() {
        return new EffectiveConfigs(log.image(), NO_NODE, defaults);
    }

    private static long intervalMs(EffectiveConfigs configs) {
        return 1_000L * configs.brokerInt(BrokerConfigs.LEADER_IMBALANCE_CHECK_INTERVAL_SECONDS);
    }
}
