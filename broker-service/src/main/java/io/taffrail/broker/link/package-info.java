/**
 * The shells that tie this broker to others: they wait, retry and connect. What they carry is
 * decided elsewhere; how it travels is behind ports that {@code api} implements.
 */
@NullMarked
package io.taffrail.broker.link;

import org.jspecify.annotations.NullMarked;
