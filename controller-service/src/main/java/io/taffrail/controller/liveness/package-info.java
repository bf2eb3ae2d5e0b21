/**
 * Who is alive: heartbeats and connections in, commands to fence and unfence out. Owned by the
 * controller's loop; nothing here changes metadata by itself.
 */
@NullMarked
package io.taffrail.controller.liveness;

import org.jspecify.annotations.NullMarked;
