/**
 * The protocol of KIP-848: the coordinator assigns, and each member reconciles at its own pace. A
 * heartbeat moves a group's epoch when subscriptions or topics have changed, the target assignment
 * to that epoch, and its own member towards the target; each step is an entry of the log, and only
 * {@link io.taffrail.gateway.coordinator.group.consumer.Replay} changes a group.
 */
@NullMarked
package io.taffrail.gateway.coordinator.group.consumer;

import org.jspecify.annotations.NullMarked;
