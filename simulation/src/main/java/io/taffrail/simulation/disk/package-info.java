/**
 * A disk in memory that fails in the ways of real ones, from a seed. One thread uses it. It knows
 * {@code kernel.disk} and nothing else of the system.
 */
@NullMarked
package io.taffrail.simulation.disk;

import org.jspecify.annotations.NullMarked;
