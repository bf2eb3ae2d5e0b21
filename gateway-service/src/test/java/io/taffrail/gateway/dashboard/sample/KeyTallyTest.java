package io.taffrail.gateway.dashboard.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.gateway.dashboard.sample.KeyViews.KeyShare;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyTallyTest {

    private final KeyTally tally = new KeyTally();

    @Test
    void theKeysWithTheMostRecordsComeFirstAndThenThoseWithTheMostBytes() {
        add(0, "rare", 5_000);
        add(0, "often", 10);
        add(0, "often", 10);
        add(0, "rare too", 10);

        assertThat(tally.top(2))
                .containsExactly(
                        new KeyShare("often", "text", false, 2, 30, List.of(0)),
                        new KeyShare("rare", "text", false, 1, 5_004, List.of(0)));
        assertThat(tally.distinctKeys()).isEqualTo(3);
    }

    @Test
    void aKeyInSeveralPartitionsNamesThemAll() {
        add(7, "a", 1);
        add(2, "a", 1);
        add(7, "a", 1);

        assertThat(tally.top(1).getFirst().partitions()).containsExactly(2, 7);
    }

    @Test
    void aRecordWithoutAKeyIsCountedAndHasNoShare() {
        tally.add(0, null, 100, 1_000);
        tally.add(0, ByteBuffer.allocate(0), 100, 3_000);

        assertThat(tally.records()).isEqualTo(2);
        assertThat(tally.withoutKey()).isEqualTo(1);
        assertThat(tally.bytes()).isEqualTo(200);
        assertThat(tally.top(9)).extracting(KeyShare::key).containsExactly("");
        assertThat(tally.oldestMs()).isEqualTo(1_000);
        assertThat(tally.newestMs()).isEqualTo(3_000);
    }

    @Test
    void anEmptySampleHasNoTimes() {
        assertThat(tally.oldestMs()).isNull();
        assertThat(tally.newestMs()).isNull();
        assertThat(tally.top(9)).isEmpty();
    }

    @Test
    void bytesThatAreNoTextAreToldAsBase64() {
        tally.add(0, ByteBuffer.wrap(new byte[] {0, (byte) 0xff}), 1, 0);

        assertThat(tally.top(1).getFirst())
                .isEqualTo(new KeyShare("AP8=", "base64", false, 1, 3, List.of(0)));
    }

    @Test
    void aLongKeyIsCutBetweenTwoCharacters() {
        add(0, "x".repeat(KeyTally.KEY_BYTES_MAX - 1) + "é", 1);
        add(0, "x".repeat(KeyTally.KEY_BYTES_MAX - 1) + "è", 1);

        assertThat(tally.top(9))
                .hasSize(2)
                .allSatisfy(share -> {
                    assertThat(share.cut()).isTrue();
                    assertThat(share.key()).isEqualTo("x".repeat(KeyTally.KEY_BYTES_MAX - 1));
                });
    }

    private void add(int partition, String key, int valueBytes) {
        tally.add(
                partition,
                ByteBuffer.wrap(key.getBytes(StandardCharsets.UTF_8)),
                valueBytes,
                1_000);
    }
}
