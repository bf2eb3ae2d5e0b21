/**
 * Frames and messages: the catalogue of APIs, reading a request from bytes, writing a response to
 * the socket. Stateless, so it runs on whichever thread calls it.
 */
@NullMarked
package io.taffrail.protocol.wire;

import org.jspecify.annotations.NullMarked;
