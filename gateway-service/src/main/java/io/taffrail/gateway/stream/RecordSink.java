package io.taffrail.gateway.stream;

import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.kernel.fault.Rejected;
import java.io.IOException;

/**
 * The receiving end of a subscription. Every method may block while the receiver is slow: that is
 * the back-pressure. An {@link IOException} says that the receiver is gone.
 */
public interface RecordSink {

    /**
     * Sends a run of records of one partition.
     *
     * @param resume what holds after these records for the whole subscription
     */
    void records(FetchedChunk chunk, EncodedRecords records, int from, int to, Subscription resume)
            throws IOException;

    /** The positions moved over records that the filter left out. */
    void moved(Subscription resume) throws IOException;

    /** Every partition is at its end for the first time. */
    void caughtUp() throws IOException;

    /** The subscriber was too slow and goes on at the end. */
    void skipped(TopicPartition partition, long count) throws IOException;

    /** The log does not have the position, so reading goes on at another. */
    void reset(TopicPartition partition, long fromOffset, long toOffset) throws IOException;

    /** The subscription ends for this reason. */
    void refused(Rejected rejected) throws IOException;

    /** The subscription ends because its receiver fell too far behind. */
    void tooSlow() throws IOException;

    /** There is nothing more to send now: what was held back to send together must leave. */
    void flush() throws IOException;

    /** Called about once a second while nothing is sent, for signs of life. */
    void idle() throws IOException;
}
