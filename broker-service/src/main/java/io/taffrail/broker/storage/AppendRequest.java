package io.taffrail.broker.storage;

import java.nio.ByteBuffer;

/**
 * One producer's batch.
 *
 * @param batches the bytes between position and limit, big-endian. They are changed in place (base
 *     offset, leader epoch, perhaps timestamps) and must stay untouched until the append returns
 */
public record AppendRequest(ByteBuffer batches, AppendOrigin origin) {}
