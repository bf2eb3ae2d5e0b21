package io.taffrail.metrics;

import static io.taffrail.metrics.PartitionBound.Detail.PARTITIONS;
import static io.taffrail.metrics.PartitionBound.Detail.SUMS;
import static io.taffrail.metrics.PartitionBound.Detail.TOPICS;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class PartitionBoundTest {

    private final PartitionBound bound = new PartitionBound("broker", 10);

    @Test
    void theMorePartitionsTheLessIsSaidOfEach() {
        assertThat(bound.detail(10, 10)).isEqualTo(PARTITIONS);
        assertThat(bound.detail(10, 11)).isEqualTo(TOPICS);
        assertThat(bound.detail(11, 11)).isEqualTo(SUMS);
    }

    @Test
    void theLogIsToldOnceEachTimeThatTheBoundIsPassed() {
        var lines = new ListAppender<ILoggingEvent>();
        var logger = (Logger) LoggerFactory.getLogger(PartitionBound.class);
        lines.start();
        logger.addAppender(lines);
        try {
            bound.detail(1, 11);
            bound.detail(1, 12);
            bound.detail(1, 9);
            bound.detail(20, 20);
        } finally {
            logger.detachAppender(lines);
        }
        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "the broker has 11 partitions of 1 topics, more than"
                                + " taffrail.metrics.partitions-max 10: its metrics are by topic;"
                                + " raise it for more",
                        "the broker has 20 partitions of 20 topics, more than"
                                + " taffrail.metrics.partitions-max 10: its metrics are sums only;"
                                + " raise it for more");
    }
}
