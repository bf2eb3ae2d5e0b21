package io.taffrail.kernel.config;

/** Where an effective value comes from; an earlier source beats a later one. */
public enum ConfigSource {
    /** Set on the topic itself. */
    TOPIC_OVERRIDE,
    /** Set at run time on one broker. */
    DYNAMIC_BROKER,
    /** Set at run time for all brokers. */
    DYNAMIC_ALL_BROKERS,
    /** In the broker's properties file. */
    STATIC_BROKER,
    DEFAULT
}
