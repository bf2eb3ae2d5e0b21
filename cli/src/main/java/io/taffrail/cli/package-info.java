/**
 * The command line. It speaks to a cluster through Kafka's own clients, as any other program would,
 * so that it imports nothing of the services.
 */
@NullMarked
package io.taffrail.cli;

import org.jspecify.annotations.NullMarked;
