/**
 * The log engine: partition logs in segments on disk, their indexes, epochs and producer states,
 * how they are synced, recovered and trimmed. A {@link io.taffrail.broker.storage.PartitionLog}
 * belongs to one loop and takes no lock; any thread reads through its {@link
 * io.taffrail.broker.storage.LogView}. Files are touched through {@code kernel.disk} only, records
 * are bytes; no Kafka, Netty or Spring class is known here.
 */
@NullMarked
package io.taffrail.broker.storage;

import org.jspecify.annotations.NullMarked;
