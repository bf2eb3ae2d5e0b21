/**
 * Coordinators: replicated state machines over the partitions of internal topics, of which this
 * gateway owns those that the controller gave it. A machine is pure; the runtime around it owns the
 * log, the timers and those who wait. All of a shard happens on one loop.
 */
@NullMarked
package io.taffrail.gateway.coordinator;

import org.jspecify.annotations.NullMarked;
