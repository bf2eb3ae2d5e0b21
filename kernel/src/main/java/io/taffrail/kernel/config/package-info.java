/**
 * The catalogue of settings that topics and brokers have: names, types, defaults and bounds as
 * Kafka's users know them, and the order in which a value is looked for. Immutable, for any thread.
 */
@NullMarked
package io.taffrail.kernel.config;

import org.jspecify.annotations.NullMarked;
