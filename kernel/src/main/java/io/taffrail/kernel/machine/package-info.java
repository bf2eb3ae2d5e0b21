/**
 * The seam between deciding and changing: rules read a state and return a {@link
 * io.taffrail.kernel.machine.Decision}; only evolving its events changes the state. Values alone,
 * owned by no thread.
 */
@NullMarked
package io.taffrail.kernel.machine;

import org.jspecify.annotations.NullMarked;
