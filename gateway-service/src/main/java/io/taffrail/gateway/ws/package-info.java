/**
 * WebSockets: the handshake, frames of RFC 6455, and sessions that subscribe and produce. We write
 * frames ourselves so that a record's frame is encoded once for all sockets. A socket's input is
 * handled by the container's virtual thread, one at a time; each subscription writes from its own.
 */
@NullMarked
package io.taffrail.gateway.ws;

import org.jspecify.annotations.NullMarked;
