package io.taffrail.gateway.coordinator.group;

/**
 * One record of {@code __consumer_offsets}, of either protocol. The bytes are those of Kafka's own
 * schemas, so that its tools can read the topic; see {@code coordinator.api}.
 */
public interface GroupEntry {

    String groupId();
}
