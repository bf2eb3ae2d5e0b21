package io.taffrail.simulation.cluster;

import java.util.List;
import java.util.Random;

/**
 * What all nodes of a simulated cluster share.
 *
 * @param random chooses delays; the scheduler and the network choose with their own
 * @param brokers by their ids, from 1
 */
record SimWorld(
        SimScheduler scheduler,
        SimNetwork network,
        SimControllers controllers,
        Random random,
        List<SimBroker> brokers,
        Truth truth) {

    SimBroker broker(int id) {
        return brokers.get(id - 1);
    }
}
