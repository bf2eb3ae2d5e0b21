package io.taffrail.simulation.storage;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A simulation that finds no bug proves something only if it finds the bugs that are there. */
class PlantedBugsTest {

    private static final int SEEDS = 300;

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "an acknowledgement does not wait for the disk, SyncTask, run",
        "the sequence check is skipped, Appender, checkSequence",
        "recovery skips the checksums, LogRecovery, findFault",
        "recovery takes indexes for whole, LogRecovery, rebuildMissingIndexes",
        "a write that did not fit is left there, Segment, undoWrite",
        "a cut does not lower the recovery point, LogDirectory, lambda$openLog$0",
        "snapshots of a log that was cut survive, LogState, deleteSnapshotsOutside",
        "a follower does not check what it is sent, Appender, judgeReplicated",
        "deleted records come back, DirectoryCheckpoints, note",
        "producers are not found again, ProducerRecovery, replay",
        "an index keeps entries of a log that was cut, IndexFile, truncateTo",
        "the epochs of recovered records are forgotten, LogRecovery, rebuildEpochs",
        "holes between segments are kept, LogRecovery, deleteAfter",
        "the journal is not written, JournalRegion, write",
        "what the journal has is not put back, JournalReplay, restore",
        "the journal remembers a log that was cut, Journal, forget",
        "recovered bytes are not made durable, LogRecovery, makeDurable",
    })
    void isFound(String what, String className, String methodName) throws Exception {
        new Mutant(className, methodName).hunt().mustFind(what, SEEDS);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "a sync that runs while its log is cut goes into the journal, SyncTask, dropTail",
        "the journal begins again with segments unsynced, Segment, settle",
    })
    void isFoundBySome(String what, String className, String methodName) throws Exception {
        new Mutant(className, methodName).hunt().mustFind(what, 5_000);
    }
}
