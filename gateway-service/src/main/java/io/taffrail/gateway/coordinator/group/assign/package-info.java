/**
 * Who shall read which partition: pure functions from subscriptions and the assignment before to
 * the next one (KIP-848). They know no group, log or clock.
 */
@NullMarked
package io.taffrail.gateway.coordinator.group.assign;

import org.jspecify.annotations.NullMarked;
