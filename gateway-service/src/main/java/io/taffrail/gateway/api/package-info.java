/**
 * The gateway's door for Kafka's clients: a listener of its own, or its part of one that it shares
 * with a broker in the same process. Clients find a gateway in the list of nodes, and may ask any
 * node of it for metadata.
 */
@NullMarked
package io.taffrail.gateway.api;

import org.jspecify.annotations.NullMarked;
