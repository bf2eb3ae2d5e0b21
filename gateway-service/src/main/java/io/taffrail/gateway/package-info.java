/** The gateway service; {@link io.taffrail.gateway.GatewayNode} composes it in plain Java. */
@NullMarked
package io.taffrail.gateway;

import org.jspecify.annotations.NullMarked;
