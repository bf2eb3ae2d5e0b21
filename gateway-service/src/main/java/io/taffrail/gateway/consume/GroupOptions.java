package io.taffrail.gateway.consume;

/**
 * How a subscriber takes part in a group.
 *
 * @param acknowledgesItself whether positions are committed when the subscriber says so, and not
 *     when its records were written
 */
public record GroupOptions(String group, boolean acknowledgesItself) {}
