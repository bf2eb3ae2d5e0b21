/** The protocol of KIP-848: the coordinator assigns, and each member reconciles at its own pace. */
@NullMarked
package io.taffrail.gateway.coordinator.group.consumer;

import org.jspecify.annotations.NullMarked;
