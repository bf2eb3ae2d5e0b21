/**
 * How far consumer groups are behind, in records and in time: for whoever asks about one group, for
 * metrics and for those who watch. Any thread; nothing here waits.
 */
@NullMarked
package io.taffrail.gateway.lag;

import org.jspecify.annotations.NullMarked;
