/**
 * The listener: connections with in-order responses and back-pressure, and the table that routes a
 * request to its handler. Everything of a connection belongs to its event loop.
 */
@NullMarked
package io.taffrail.protocol.server;

import org.jspecify.annotations.NullMarked;
