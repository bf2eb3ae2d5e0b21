package io.taffrail.kernel.metadata;

/** What a node is for; its id says so, because Kafka's clients see both kinds in one list. */
public enum NodeRole {
    BROKER,
    GATEWAY;

    /** Ids from here on are gateways'. */
    public static final int FIRST_GATEWAY_ID = 1000;

    public static NodeRole of(int nodeId) {
        return nodeId >= FIRST_GATEWAY_ID ? GATEWAY : BROKER;
    }
}
