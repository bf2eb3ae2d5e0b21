package io.taffrail.controller.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.ratis.retry.MultipleLinearRandomRetry;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.junit.jupiter.api.Test;

class RatisPropertiesTest {

    private static final int RANDOMLY_LONGER = 2;

    @Test
    void aControllerIsTriedSeveralTimesASecondHoweverLongItWasAway() {
        var properties =
                RatisProperties.of(
                        new QuorumConfig(
                                1,
                                List.of(
                                        new QuorumConfig.Peer(1, "127.0.0.1", 1),
                                        new QuorumConfig.Peer(2, "127.0.0.1", 2)),
                                Path.of("unused"),
                                1_000,
                                100));
        var policy =
                MultipleLinearRandomRetry.parseCommaSeparated(
                        RaftServerConfigKeys.Log.Appender.retryPolicy(properties));

        assertThat(IntStream.of(30, 100, 10_000, 100_000_000))
                .allSatisfy(failures -> {
                    var next = policy.handleAttemptFailure(() -> failures);
                    assertThat(next.shouldRetry()).isTrue();
                    assertThat(next.getSleepTime().toLong(TimeUnit.MILLISECONDS))
                            .isBetween(50L, 250L * RANDOMLY_LONGER);
                });
    }
}
