/** How a node follows the controller: registers, sends heartbeats, follows the metadata log. */
@NullMarked
package io.taffrail.protocol.link;

import org.jspecify.annotations.NullMarked;
