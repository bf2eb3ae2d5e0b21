/**
 * The classic protocol: members join, their leader assigns, all sync (KIP-62, KIP-345, KIP-394,
 * KIP-559).
 */
@NullMarked
package io.taffrail.gateway.coordinator.group.classic;

import org.jspecify.annotations.NullMarked;
