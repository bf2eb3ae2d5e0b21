package io.taffrail.protocol.wire;

import io.taffrail.kernel.metadata.FieldReader;
import io.taffrail.kernel.metadata.FieldWriter;
import io.taffrail.protocol.wire.PartitionStanding.Follower;
import java.util.List;
import org.apache.kafka.common.protocol.Message;

/**
 * {@link PartitionStanding} on the wire. Version 0: error code (0 none) and the standing's fields
 * in order, which say nothing beside an error.
 */
public final class PartitionStandingResponse extends FieldMessage {

    private static final PartitionStanding NONE = new PartitionStanding(-1, -1, -1, -1, List.of());

    private short errorCode;
    private PartitionStanding standing = NONE;

    public PartitionStandingResponse() {
        super(ApiCatalog.PARTITION_STANDING);
    }

    private PartitionStandingResponse(short errorCode, PartitionStanding standing) {
        this();
        this.errorCode = errorCode;
        this.standing = standing;
    }

    public static PartitionStandingResponse of(PartitionStanding standing) {
        return new PartitionStandingResponse((short) 0, standing);
    }

    public static PartitionStandingResponse error(short code) {
        return new PartitionStandingResponse(code, NONE);
    }

    public short errorCode() {
        return errorCode;
    }

    public PartitionStanding standing() {
        return standing;
    }

    @Override
    void write(FieldWriter out) {
        out.number(errorCode);
        out.number(standing.leaderEpoch());
        out.number(standing.endOffset());
        out.number(standing.syncedOffset());
        out.number(standing.highWatermark());
        out.list(
                standing.followers(),
                follower -> {
                    out.number(follower.id());
                    out.number(follower.endOffset());
                });
    }

    @Override
    void read(FieldReader in) {
        errorCode = (short) in.integer();
        standing =
                new PartitionStanding(
                        in.integer(),
                        in.number(),
                        in.number(),
                        in.number(),
                        in.list(() -> new Follower(in.integer(), in.number())));
    }

    @Override
    public Message duplicate() {
        return new PartitionStandingResponse(errorCode, standing);
    }
}
