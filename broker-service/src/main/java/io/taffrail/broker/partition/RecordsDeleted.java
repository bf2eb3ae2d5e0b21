package io.taffrail.broker.partition;

import io.taffrail.broker.storage.PartitionLog;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;

/** The outcome of deleting records: the new start of the log, or why it stayed as it was. */
public sealed interface RecordsDeleted {

    record Done(long logStartOffset) implements RecordsDeleted {}

    record Not(Rejected rejected) implements RecordsDeleted {}

    /**
     * @param offset where the log shall begin: at most the high watermark, or -1 for just that
     */
    static RecordsDeleted before(
            PartitionId id, PartitionLog log, long offset, long highWatermark) {
        long wanted = offset == -1 ? highWatermark : offset;
        if (wanted < 0 || wanted > highWatermark) {
            return new Not(
                    new Rejected(
                            Rejection.OFFSET_OUT_OF_RANGE,
                            "offset %d of %s is outside of 0 to its high watermark %d"
                                    .formatted(wanted, id, highWatermark)));
        }
        log.deleteRecordsBefore(wanted);
        return new Done(log.view().logStartOffset());
    }
}
