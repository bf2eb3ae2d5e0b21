/**
 * The gateway's ports over the Kafka wire: requests to partition leaders and to the controller.
 * Stateless but for its connections; answers come on a connection's event loop.
 */
@NullMarked
package io.taffrail.gateway.link.api;

import org.jspecify.annotations.NullMarked;
