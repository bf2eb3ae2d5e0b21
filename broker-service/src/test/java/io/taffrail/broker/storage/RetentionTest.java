package io.taffrail.broker.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.broker.storage.Retention.SegmentAge;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Three sealed segments of ten records and 100 bytes each, written a second apart. */
class RetentionTest {

    private static final long NOW_MS = 100_000;
    private static final List<SegmentAge> SEGMENTS =
            List.of(
                    new SegmentAge(10, 100, NOW_MS - 3000),
                    new SegmentAge(20, 100, NOW_MS - 2000),
                    new SegmentAge(30, 100, NOW_MS - 1000));
    private static final long ALL_REPLICATED = 40;
    private static final LogConfig KEEP_ALL = LogConfig.DEFAULT.withRetention(-1, -1);

    @Test
    void withoutBoundsNothingGoes() {
        assertThat(count(SEGMENTS, 0, 0, ALL_REPLICATED, KEEP_ALL)).isZero();
    }

    @Test
    void segmentsGoWhenTheirNewestRecordIsOlderThanTheBound() {
        assertThat(count(SEGMENTS, 0, 0, ALL_REPLICATED, retentionMs(3000))).isZero();
        assertThat(count(SEGMENTS, 0, 0, ALL_REPLICATED, retentionMs(2999))).isEqualTo(1);
        assertThat(count(SEGMENTS, 0, 0, ALL_REPLICATED, retentionMs(0))).isEqualTo(3);
    }

    @Test
    void segmentsGoAsLongAsTheRestStillFillsTheBytes() {
        assertThat(count(SEGMENTS, 50, 0, ALL_REPLICATED, retentionBytes(251))).isZero();
        assertThat(count(SEGMENTS, 50, 0, ALL_REPLICATED, retentionBytes(250))).isEqualTo(1);
        assertThat(count(SEGMENTS, 50, 0, ALL_REPLICATED, retentionBytes(150))).isEqualTo(2);
        assertThat(count(SEGMENTS, 50, 0, ALL_REPLICATED, retentionBytes(0))).isEqualTo(3);
    }

    @Test
    void whatIsNotReplicatedStaysHoweverOldOrMuch() {
        assertThat(count(SEGMENTS, 0, 0, 19, retentionMs(0))).isEqualTo(1);
        assertThat(count(SEGMENTS, 0, 0, 20, retentionMs(0))).isEqualTo(2);
        assertThat(count(SEGMENTS, 0, 0, 0, retentionBytes(0))).isZero();
    }

    @Test
    void whatLiesBeforeTheStartOfTheLogGoesWhateverThePolicy() {
        assertThat(count(SEGMENTS, 0, 19, ALL_REPLICATED, KEEP_ALL)).isEqualTo(1);
        assertThat(count(SEGMENTS, 0, 20, ALL_REPLICATED, KEEP_ALL)).isEqualTo(2);
        assertThat(count(SEGMENTS, 0, 20, ALL_REPLICATED, compactedOnly(0))).isEqualTo(2);
    }

    @Test
    void aTopicThatIsOnlyCompactedKeepsOldRecords() {
        assertThat(count(SEGMENTS, 0, 0, ALL_REPLICATED, compactedOnly(0))).isZero();
        assertThat(Retention.isTooOld(1, compactedOnly(0), NOW_MS)).isFalse();
    }

    @Test
    void aYoungSegmentShieldsTheOldOnesThatFollowIt() {
        List<SegmentAge> young =
                List.of(
                        new SegmentAge(10, 100, NOW_MS),
                        new SegmentAge(20, 100, NOW_MS - 9000),
                        new SegmentAge(30, 100, NOW_MS - 9000));

        assertThat(count(young, 0, 0, ALL_REPLICATED, retentionMs(5000))).isZero();
    }

    @Test
    void aSegmentWithoutTimestampsIsNotJudgedByAge() {
        List<SegmentAge> timeless = List.of(new SegmentAge(10, 100, -1));

        assertThat(count(timeless, 0, 0, ALL_REPLICATED, retentionMs(0))).isZero();
        assertThat(count(timeless, 0, 0, ALL_REPLICATED, retentionBytes(0))).isEqualTo(1);
    }

    private static int count(
            List<SegmentAge> segments,
            long activeBytes,
            long logStartOffset,
            long highWatermark,
            LogConfig config) {
        return Retention.segmentsToDelete(
                segments, activeBytes, logStartOffset, highWatermark, config, NOW_MS);
    }

    private static LogConfig retentionMs(long ms) {
        return LogConfig.DEFAULT.withRetention(ms, -1);
    }

    private static LogConfig retentionBytes(long bytes) {
        return LogConfig.DEFAULT.withRetention(-1, bytes);
    }

    private static LogConfig compactedOnly(long retentionMs) {
        return retentionMs(retentionMs).change().isDeleted(false).isCompacted(true).done();
    }
}
