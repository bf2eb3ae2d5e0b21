/**
 * Consumer groups: one machine for each partition of {@code __consumer_offsets}. What all groups
 * share is here; each protocol of membership has a package of its own.
 */
@NullMarked
package io.taffrail.gateway.coordinator.group;

import org.jspecify.annotations.NullMarked;
