/**
 * The gateway's way out: ports to partitions, to the controller and to the cluster's metadata, and
 * the adapter that speaks the Kafka wire. Futures complete on the connection's thread, which must
 * not be held up; the ports themselves may be called from any thread.
 */
@NullMarked
package io.taffrail.gateway.link;

import org.jspecify.annotations.NullMarked;
