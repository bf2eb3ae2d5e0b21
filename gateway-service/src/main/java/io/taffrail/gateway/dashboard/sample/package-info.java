/**
 * What the dashboard learns of a topic by reading some of it, when somebody asks: never by itself,
 * and within bounds of records, bytes and time. On the thread that asks, which waits. Knows no
 * door.
 */
@NullMarked
package io.taffrail.gateway.dashboard.sample;

import org.jspecify.annotations.NullMarked;
