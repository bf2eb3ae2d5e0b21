/**
 * Streaming reads: one shared fetch per partition feeds every subscriber from a bounded ring of
 * chunks whose records are encoded once per format. A subscription is run by one virtual thread of
 * its own, which may block on its receiver; nothing here blocks on another's.
 */
@NullMarked
package io.taffrail.gateway.stream;

import org.jspecify.annotations.NullMarked;
