/** Coordinators on the Kafka wire: a handler for each API, and the schemas of the log's records. */
@NullMarked
package io.taffrail.gateway.coordinator.api;

import org.jspecify.annotations.NullMarked;
