package io.taffrail.gateway.dashboard.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.gateway.dashboard.journey.Sightings.Span;
import io.taffrail.protocol.wire.PartitionStanding;
import io.taffrail.protocol.wire.PartitionStanding.Follower;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What answers to the same question, one after the other, say of the time between them. */
class SightingsTest {

    private final Sightings sightings = new Sightings();

    @Test
    void aStepLiesBetweenTheLastAnswerWithoutItAndTheFirstWithIt() {
        sightings.add(10, 12, standing(5, 5));
        sightings.add(20, 22, standing(6, 5));
        sightings.add(30, 32, standing(6, 6));

        assertThat(sightings.passed(5, PartitionStanding::endOffset)).isEqualTo(new Span(10, 22));
        assertThat(sightings.passed(5, PartitionStanding::highWatermark))
                .isEqualTo(new Span(20, 32));
        assertThat(sightings.passed(6, PartitionStanding::endOffset)).isNull();
    }

    @Test
    void anAnswerThatSaysTheSameMovesTheBeginning() {
        sightings.add(10, 12, standing(5, 5));
        sightings.add(20, 22, standing(5, 5));
        sightings.add(30, 32, standing(5, 5));
        sightings.add(40, 42, standing(6, 5));
        sightings.add(50, 52, standing(6, 5));

        assertThat(sightings.passed(5, PartitionStanding::endOffset)).isEqualTo(new Span(30, 42));
        assertThat(sightings.looks()).isEqualTo(5);
    }

    @Test
    void whatTheFirstAnswerShowsMayBeAsOldAsItWants() {
        sightings.add(10, 12, standing(6, 6));

        Span span = sightings.passed(5, PartitionStanding::endOffset);

        assertThat(span).isEqualTo(new Span(Long.MIN_VALUE, 12));
        assertThat(span.notBefore(8)).isEqualTo(new Span(8, 12));
        assertThat(span.notBefore(8).notAfter(11)).isEqualTo(new Span(8, 11));
        assertThat(span.notBefore(15)).isEqualTo(new Span(15, 15));
    }

    @Test
    void aFollowerThatTheLeaderDoesNotKnowIsNowhere() {
        PartitionStanding standing = standing(6, 5);
        assertThat(Sightings.endOf(standing, 2)).isEqualTo(4);
        assertThat(Sightings.endOf(standing, 3)).isEqualTo(-1);
    }

    private static PartitionStanding standing(long endOffset, long highWatermark) {
        return new PartitionStanding(
                1, endOffset, endOffset, highWatermark, List.of(new Follower(2, 4)));
    }
}
