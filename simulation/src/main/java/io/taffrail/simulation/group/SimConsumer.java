package io.taffrail.simulation.group;

import io.taffrail.gateway.link.GatewayLife;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.simulation.cluster.SimProcess;
import java.util.Set;

/** A member of the group, in whichever protocol. */
interface SimConsumer {

    void learn(MetadataImage news);

    void start();

    SimProcess process();

    /** Whether it is a stream of that gateway, and ends with it. */
    default boolean livesOn(GatewayLife life) {
        return false;
    }

    /** What it reads. */
    Set<TopicPartition> owned();

    /** Leaves as a well-behaved client does: commits, then says so. */
    void leave();
}
