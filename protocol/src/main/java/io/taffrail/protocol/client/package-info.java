/** Connections to other nodes, over the same wire that clients speak. */
@NullMarked
package io.taffrail.protocol.client;

import org.jspecify.annotations.NullMarked;
