/**
 * {@code taffrail doctor}: why somebody cannot connect. It speaks Kafka's protocol by hand, one
 * request at a time, since a client that cannot connect only says that its time is up.
 */
@NullMarked
package io.taffrail.cli.doctor;

import org.jspecify.annotations.NullMarked;
