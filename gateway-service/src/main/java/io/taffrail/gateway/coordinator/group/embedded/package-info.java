/**
 * What consumers of the classic protocol say to each other through the coordinator: their
 * subscriptions and assignments, as bytes. Values only; any thread.
 */
@NullMarked
package io.taffrail.gateway.coordinator.group.embedded;

import org.jspecify.annotations.NullMarked;
