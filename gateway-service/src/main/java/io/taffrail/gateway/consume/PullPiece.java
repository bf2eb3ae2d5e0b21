package io.taffrail.gateway.consume;

import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.gateway.stream.EncodedRecords;

/**
 * A run of records of one partition, as they are sent. It covers every offset from {@code
 * fromOffset} up to but without {@code nextOffset}; there need not be a record at each.
 */
record PullPiece(
        TopicPartition partition,
        long fromOffset,
        long nextOffset,
        EncodedRecords records,
        int from,
        int to) {

    int sizeBytes() {
        return records.length(from, to);
    }

    boolean isEmpty() {
        return from == to;
    }
}
