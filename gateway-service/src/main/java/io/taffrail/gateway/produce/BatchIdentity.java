package io.taffrail.gateway.produce;

import io.taffrail.gateway.link.ClusterAdmin.ProducerIdentity;
import io.taffrail.protocol.records.BatchHeader;
import java.nio.ByteBuffer;

/** Gives a finished batch another producer, from sequence 0; its records stay as they are. */
final class BatchIdentity {

    private static final int PRODUCER_ID_AT = 43;
    private static final int PRODUCER_EPOCH_AT = 51;
    private static final int BASE_SEQUENCE_AT = 53;

    private BatchIdentity() {}

    static ByteBuffer rewrite(ByteBuffer batch, ProducerIdentity identity) {
        batch.putLong(PRODUCER_ID_AT, identity.id());
        batch.putShort(PRODUCER_EPOCH_AT, identity.epoch());
        batch.putInt(BASE_SEQUENCE_AT, 0);
        new BatchHeader().wrap(batch, 0).updateCrc();
        return batch;
    }

    static int recordCount(ByteBuffer batch) {
        return new BatchHeader().wrap(batch, 0).recordCount();
    }
}
