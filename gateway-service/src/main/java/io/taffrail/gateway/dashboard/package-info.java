/**
 * What the dashboard shows: pure views of the cluster, put together from what brokers, coordinators
 * and controllers say, and merge patches from one to the next. Any thread; what is asked of other
 * nodes comes back as a future. Knows no door.
 */
@NullMarked
package io.taffrail.gateway.dashboard;

import org.jspecify.annotations.NullMarked;
