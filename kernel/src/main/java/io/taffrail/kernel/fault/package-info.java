/**
 * What can go wrong, as values: rejections (the caller's fault or the cluster's state), broken
 * invariants (our fault), and the reasons a node stops for.
 */
@NullMarked
package io.taffrail.kernel.fault;

import org.jspecify.annotations.NullMarked;
