package io.taffrail.simulation.cluster;

import io.taffrail.simulation.BugHunt;
import io.taffrail.simulation.MutantLoader;
import io.taffrail.simulation.MutantLoader.Behaviour;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A simulation that finds no bug proves something only if it finds the bugs that are there. */
class PlantedBugsTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "the high watermark does not wait for the ISR, broker.replication.IsrState, mayContain, NOTHING",
        "the high watermark moves below min.insync.replicas, broker.replication.LeaderState, hasEnoughInSync, TRUE",
        "a follower joins the ISR before it has everything, broker.replication.LeaderState, isToBeInSync, TRUE",
        "a new leader takes its high watermark for the last one, broker.replication.LeaderState, isSettled, TRUE",
        "a leader does not look whether a follower's log agrees, broker.partition.ReplicaRead, divergence, NOTHING",
        "a follower does not cut off what its leader never had, broker.partition.FollowerAppends, truncate, NOTHING",
        "a follower asks for more before its disk has what it has, broker.partition.FollowerAppends, isDurable, TRUE",
        "a sync does nothing, broker.storage.SyncTask, run, NOTHING",
        "a broker leads on as in its earlier run, broker.partition.Partitions, isOfThisRun, TRUE",
        "every leader takes itself for deposed, broker.replication.Deposition, isLikely, TRUE",
        "what has rotted is served, broker.storage.BatchProof, isWhole, TRUE",
        "what has rotted is never mended, broker.partition.Mending, onUnreadable, NOTHING",
        "the sequence check is skipped, broker.storage.Appender, checkSequence, NOTHING",
        "producers are not found again, broker.storage.ProducerRecovery, replay, NOTHING",
        "whoever is alive is elected, controller.decide.EligibleReplicas, mayBeUnclean, TRUE",
        "a stale proposal for the ISR is taken, controller.decide.IsrRules, refusal, NOTHING",
        "an election does not fence, controller.decide.ElectionRules, without, NOTHING",
    })
    void isFound(String what, String className, String methodName, Behaviour behaviour)
            throws Exception {
        find(what, className, methodName, behaviour, 1_000);
    }

    @ParameterizedTest(name = "{0}")
    @Tag("swarm")
    @CsvSource({
        "a lost disk is not noticed, controller.decide.BrokerRules, hasLostADisk, NOTHING",
    })
    void isFoundBySome(String what, String className, String methodName, Behaviour behaviour)
            throws Exception {
        find(what, className, methodName, behaviour, 20_000);
    }

    private static void find(
            String what, String className, String methodName, Behaviour behaviour, int seeds)
            throws Exception {
        var mutant = new MutantLoader(className, methodName, behaviour);
        BugHunt.in(ClusterSimulation.class, mutant).mustFind(what, seeds);
    }
}
