package io.taffrail.controller.api;

import io.taffrail.controller.liveness.NodeWatch;
import io.taffrail.controller.quorum.EntryFeed;
import io.taffrail.controller.quorum.MetadataLog;
import io.taffrail.kernel.runtime.Clock;
import io.taffrail.kernel.runtime.Loop;
import io.taffrail.protocol.server.ApiHandler;
import java.util.List;
import java.util.Map;

/** The table of what a controller answers. */
public final class ControllerHandlers {

    private ControllerHandlers() {}

    /**
     * @param defaults the settings of brokers that hold where nobody changed them at run time
     */
    public static List<ApiHandler> of(
            MetadataLog log,
            EntryFeed feed,
            NodeWatch watch,
            Loop loop,
            Clock clock,
            Map<String, String> defaults) {
        var proposer = new Proposer(log, clock);
        var voterChanges = new VoterChanges(log);
        return List.of(
                new CreateTopicsHandler(proposer, defaults),
                new DeleteTopicsHandler(proposer, defaults),
                new CreatePartitionsHandler(proposer),
                new AlterConfigsHandler(proposer),
                new IncrementalAlterConfigsHandler(proposer),
                new BrokerRegistrationHandler(proposer),
                new BrokerHeartbeatHandler(proposer, watch),
                new AlterPartitionHandler(proposer),
                new AllocateProducerIdsHandler(proposer),
                new UnregisterBrokerHandler(proposer),
                new UpdateFeaturesHandler(proposer),
                new ElectLeadersHandler(proposer),
                new AlterPartitionReassignmentsHandler(proposer),
                new ListPartitionReassignmentsHandler(proposer),
                new DescribeQuorumHandler(log, clock),
                new AddRaftVoterHandler(voterChanges),
                new RemoveRaftVoterHandler(voterChanges),
                new FollowMetadataHandler(proposer, feed, loop));
    }
}
