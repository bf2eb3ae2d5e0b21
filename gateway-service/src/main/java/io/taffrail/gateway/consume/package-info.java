/**
 * Members of consumer groups that are no Kafka clients: sockets, event streams and REST consumers.
 * To the coordinator they are members like any other, so they share a topic's partitions with Kafka
 * clients in one group.
 */
@NullMarked
package io.taffrail.gateway.consume;

import org.jspecify.annotations.NullMarked;
