/**
 * A group changes its protocol while it has members (KIP-848, Online migration): which groups may,
 * and the entries by which the log has them in the other one. Owned by the shard's loop.
 */
@NullMarked
package io.taffrail.gateway.coordinator.group.convert;

import org.jspecify.annotations.NullMarked;
