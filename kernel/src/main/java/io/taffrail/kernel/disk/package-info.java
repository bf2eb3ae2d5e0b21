/**
 * The disk as a parameter: what the log engine asks of a file system, small enough that a simulated
 * disk can lose, tear, refuse and lie in every way that a real one does. Implementations are safe
 * to call from any thread; who may write to a file is its owner's business.
 */
@NullMarked
package io.taffrail.kernel.disk;

import org.jspecify.annotations.NullMarked;
