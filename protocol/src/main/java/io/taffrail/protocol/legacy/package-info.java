/**
 * Versions of the wire that Kafka gave up in 4.0 (KIP-896) and that clients still speak: each is
 * put before the handler of the oldest version that there is, and nobody behind it knows. Runs on
 * the connection's event loop.
 */
@NullMarked
package io.taffrail.protocol.legacy;

import org.jspecify.annotations.NullMarked;
