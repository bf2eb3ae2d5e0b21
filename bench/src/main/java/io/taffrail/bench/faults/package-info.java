/**
 * Breaks a cluster of real processes under a recorded load, heals it, and judges the history. The
 * checker is pure; every client has a thread of its own and only adds to the {@link
 * io.taffrail.bench.faults.History}. Servers are known by their wire and their processes only.
 */
@NullMarked
package io.taffrail.bench.faults;

import org.jspecify.annotations.NullMarked;
