/**
 * The metadata log: commands in, an order that survives, and one image out. The thread that applies
 * the log owns the image; everyone else reads the published one. Ratis is imported here alone.
 */
@NullMarked
package io.taffrail.controller.quorum;

import org.jspecify.annotations.NullMarked;
