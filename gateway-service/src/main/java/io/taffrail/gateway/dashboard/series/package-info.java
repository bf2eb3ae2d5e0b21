/**
 * Numbers over time, in rings of fixed lengths: pure, with the time as a parameter. One thread
 * writes; what is read is copied under the book's lock.
 */
@NullMarked
package io.taffrail.gateway.dashboard.series;

import org.jspecify.annotations.NullMarked;
