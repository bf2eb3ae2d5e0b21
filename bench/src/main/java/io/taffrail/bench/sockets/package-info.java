/**
 * A load of many WebSockets that costs next to nothing per record, since it shares the cores with
 * the server that it measures. One selector thread owns every socket.
 */
@NullMarked
package io.taffrail.bench.sockets;

import org.jspecify.annotations.NullMarked;
