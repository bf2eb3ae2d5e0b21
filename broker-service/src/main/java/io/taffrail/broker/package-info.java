/**
 * The broker: persists and replicates partition logs. {@link io.taffrail.broker.BrokerNode}
 * composes it.
 */
@NullMarked
package io.taffrail.broker;

import org.jspecify.annotations.NullMarked;
