/**
 * One record on its way: sent as anybody's is, while its partition's leader is asked how far the
 * replicas are. On the thread that asks, which waits. Knows no door.
 */
@NullMarked
package io.taffrail.gateway.dashboard.journey;

import org.jspecify.annotations.NullMarked;
