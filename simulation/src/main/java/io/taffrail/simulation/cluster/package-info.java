/**
 * Several nodes on one thread with a time of their own, from a seed: what happens next, and what
 * comes first of what happens at once.
 */
@NullMarked
package io.taffrail.simulation.cluster;

import org.jspecify.annotations.NullMarked;
