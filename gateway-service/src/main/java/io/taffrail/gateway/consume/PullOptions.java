package io.taffrail.gateway.consume;

import io.taffrail.gateway.json.DataFormat;

/**
 * What a pull consumer was made with.
 *
 * @param format how keys and values are written
 * @param reset where to begin in a partition of which the group has committed nothing
 * @param commitsItself whether what was delivered is committed once the next poll arrives
 * @param bytesMin a poll that has time left waits for that much; 1 for any record
 * @param timeoutMs how long a poll waits if it does not say
 */
public record PullOptions(
        DataFormat format, Reset reset, boolean commitsItself, int bytesMin, int timeoutMs) {

    /** Kafka's {@code auto.offset.reset}. */
    public enum Reset {
        EARLIEST,
        LATEST,
        /** Nowhere: the consumer says itself where. */
        NONE
    }
}
