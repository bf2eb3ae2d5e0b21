package io.taffrail.simulation.group;

import io.taffrail.simulation.BugHunt;
import io.taffrail.simulation.MutantLoader;
import io.taffrail.simulation.MutantLoader.Behaviour;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The simulation of groups finds the bugs that are planted in coordinators and their members. */
class GroupPlantedBugsTest {

    private static final int SEEDS = 2_000;

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "offsets are told without asking the log, coordinator.ShardWrites, isIdle, NOTHING",
        "what a log says is passed over, coordinator.ShardLoad, takeBatch, NOTHING",
        "what was sent before a stint is taken, coordinator.Stint, mayBeOvertaken, NOTHING",
        "timers are not set, coordinator.ShardTimers, schedule, NOTHING",
        "commits of the overtaken are taken, coordinator.group.offsets.GroupOffsets, judge, NOTHING",
        "sessions never end, coordinator.group.consumer.Sessions, expire, NOTHING",
        "a partition is given before it is free, coordinator.group.consumer.Holders, isFreeFor, TRUE",
        "revocations are not waited for, coordinator.group.consumer.Reconciliation, stillOwns, NOTHING",
        "loaded members get no session, coordinator.group.consumer.Sessions, onLoaded, NOTHING",
        "a classic member is not told to rejoin, coordinator.group.consumer.ClassicSigns, mustRejoin, NOTHING",
        "silent classic members stay, coordinator.group.classic.Liveness, onSessionEnds, NOTHING",
        "loaded classic members get no session, coordinator.group.classic.ClassicProtocol, onLoaded, NOTHING",
        "commits of another generation are taken, coordinator.group.classic.Standing, ofCommit, NOTHING",
        "members that convert get no session, coordinator.group.convert.Upgrade, beginSession, NOTHING",
        "a member that is thrown out does not come back, consume.GroupMember, rejoin, NOTHING",
        "a member does not let go, consume.GroupMember, onLetGo, NOTHING",
    })
    void isFound(String what, String className, String methodName, Behaviour behaviour)
            throws Exception {
        find(what, className, methodName, behaviour, SEEDS);
    }

    @ParameterizedTest(name = "{0}")
    @Tag("swarm")
    @CsvSource({
        "a gateway goes on as in its earlier run, coordinator.ShardRuntime, isOfThisRun, TRUE",
    })
    void isFoundBySome(String what, String className, String methodName, Behaviour behaviour)
            throws Exception {
        find(what, className, methodName, behaviour, 100_000);
    }

    private static void find(
            String what, String className, String methodName, Behaviour behaviour, int seeds)
            throws Exception {
        var mutant = new MutantLoader("gateway." + className, methodName, behaviour);
        BugHunt.in(GroupSimulation.class, mutant).mustFind(what, seeds);
    }
}
