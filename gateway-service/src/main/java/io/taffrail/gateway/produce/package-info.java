/**
 * The batching producer behind every door: records of many requests share one Produce request per
 * partition. Callers on any thread append under their lane's lock; deliveries are told on the
 * connection's thread, outside of it.
 */
@NullMarked
package io.taffrail.gateway.produce;

import org.jspecify.annotations.NullMarked;
