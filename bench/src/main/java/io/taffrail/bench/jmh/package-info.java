/**
 * Micro-benchmarks of the storage engine's hot path. JMH's thread owns the log that it appends to.
 */
@NullMarked
package io.taffrail.bench.jmh;

import org.jspecify.annotations.NullMarked;
