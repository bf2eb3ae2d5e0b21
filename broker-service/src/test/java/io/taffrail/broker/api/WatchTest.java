package io.taffrail.broker.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.broker.partition.LoneBroker;
import io.taffrail.broker.partition.PendingFetches;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A place that is kept at a partition, whose log grows by what this test appends. */
class WatchTest {

    @TempDir Path root;

    private final AtomicInteger told = new AtomicInteger();
    private final Watch watch = new Watch(told::incrementAndGet);
    private LoneBroker broker;

    @BeforeEach
    void open() throws IOException {
        broker = new LoneBroker(root.resolve("here"));
    }

    @Test
    void whoWatchesIsToldOfTheNextGrowthAndOfNoLaterOne() {
        watch.keepAt(place());
        assertThat(told).as("before it grows").hasValue(0);
        broker.append(1);
        broker.append(1);
        assertThat(told).hasValue(1);
    }

    @Test
    void aPlaceThatWasUsedCanBeTakenAgain() {
        watch.keepAt(place());
        broker.append(1);
        watch.keepAt(place());
        broker.append(1);
        assertThat(told).hasValue(2);
    }

    @Test
    void whoWaitsAlreadyTakesNoSecondPlace() {
        watch.keepAt(place());
        watch.keepAt(place());
        broker.append(1);
        assertThat(told).hasValue(1);
    }

    @Test
    void whoLeftHearsNothingAndMayComeBack() {
        watch.keepAt(place());
        watch.leave();
        broker.append(1);
        assertThat(told).as("after it left").hasValue(0);
        watch.keepAt(place());
        broker.append(1);
        assertThat(told).as("after it came back").hasValue(1);
    }

    @Test
    void whoLeavesTakesOnlyItsOwnPlaceAway() {
        var bystander = new Watch(told::incrementAndGet);
        bystander.keepAt(place());
        watch.keepAt(place());
        watch.leave();
        watch.leave();
        broker.append(1);
        assertThat(told).hasValue(1);
    }

    @Test
    void itIsFreeForAnotherPlaceBeforeAnybodyHearsOfTheGrowth() throws IOException {
        var elsewhere = new LoneBroker(root.resolve("elsewhere"));
        var moving = new AtomicReference<Watch>();
        moving.set(
                new Watch(() -> {
                    if (told.incrementAndGet() == 1) {
                        moving.get().keepAt(elsewhere.partition().pendingReplicaFetches());
                    }
                }));
        moving.get().keepAt(place());
        broker.append(1);
        assertThat(told).hasValue(1);
        elsewhere.append(1);
        assertThat(told).as("a request that came with the news waits elsewhere").hasValue(2);
    }

    private PendingFetches place() {
        return broker.partition().pendingReplicaFetches();
    }
}
