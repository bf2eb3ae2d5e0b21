/**
 * The rules of replication without any I/O: who is in sync, how far the high watermark goes. Each
 * object belongs to the loop of its partition.
 */
@NullMarked
package io.taffrail.broker.replication;

import org.jspecify.annotations.NullMarked;
