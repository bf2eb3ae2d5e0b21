package io.taffrail.controller.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.kernel.metadata.MetadataEntry;
import io.taffrail.kernel.metadata.MetadataEvent;
import io.taffrail.kernel.metadata.MetadataEvent.FeatureLevelChanged;
import io.taffrail.kernel.metadata.MetadataImage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EntryFeedTest {

    private final EntryFeed feed = new EntryFeed(3);
    private final AtomicInteger rings = new AtomicInteger();

    @Test
    void aFollowerGetsWhatItLacksInOrder() {
        apply(1, 1);
        apply(4, 1);
        apply(5, 1);

        assertThat(feed.after(1).orElseThrow())
                .extracting(MetadataEntry::index)
                .containsExactly(4L, 5L);
        assertThat(feed.after(3).orElseThrow()).hasSize(2);
        assertThat(feed.after(5).orElseThrow()).isEmpty();
    }

    @Test
    void aFollowerThatLacksWhatWasForgottenNeedsTheImage() {
        for (int index = 1; index <= 5; index++) {
            apply(index, 1);
        }

        assertThat(feed.after(1)).isEmpty();
        assertThat(feed.after(2).orElseThrow()).hasSize(3);
    }

    @Test
    void theLastEntryIsKeptHoweverLargeItIs() {
        apply(1, 1);
        apply(2, 100);

        assertThat(feed.after(1).orElseThrow()).hasSize(1);
        assertThat(feed.after(0)).isEmpty();
    }

    @Test
    void afterASnapshotOnlyTheImageHelpsThoseBefore() {
        apply(1, 1);
        feed.onSnapshot(MetadataImage.EMPTY.atIndex(10));

        assertThat(feed.after(9)).isEmpty();
        assertThat(feed.after(10).orElseThrow()).isEmpty();
    }

    @Test
    void whoeverWaitsIsRungOnceWhenThereIsSomething() {
        feed.ring(0, rings::incrementAndGet);
        assertThat(rings).hasValue(0);
        feed.onApplied(
                new MetadataEntry(1, 0, "p", List.of()), MetadataImage.EMPTY, MetadataImage.EMPTY);
        assertThat(rings).as("an entry that changed nothing").hasValue(0);

        apply(2, 1);
        apply(3, 1);

        assertThat(rings).hasValue(1);
    }

    @Test
    void whoeverLacksSomethingAlreadyIsRungAtOnce() {
        apply(1, 1);

        feed.ring(0, rings::incrementAndGet);

        assertThat(rings).hasValue(1);
    }

    @Test
    void whoeverStopsWaitingIsNotRung() {
        long ticket = feed.ring(0, rings::incrementAndGet);
        feed.stopWaiting(ticket);

        apply(1, 1);

        assertThat(rings).hasValue(0);
    }

    @Test
    void aChangeOfLeaderRingsEverybody() {
        feed.ring(0, rings::incrementAndGet);

        feed.onLeadership(false);

        assertThat(rings).hasValue(1);
    }

    private void apply(long index, int events) {
        List<MetadataEvent> same =
                new ArrayList<>(
                        Collections.nCopies(events, new FeatureLevelChanged("f", (short) 1)));
        feed.onApplied(
                new MetadataEntry(index, 0, "p", same), MetadataImage.EMPTY, MetadataImage.EMPTY);
    }
}
