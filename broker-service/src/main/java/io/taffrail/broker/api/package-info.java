/**
 * One file for each Kafka API that a broker answers, headed by versions and KIPs. Handlers run on
 * the connection's event loop and read immutable views.
 */
@NullMarked
package io.taffrail.broker.api;

import org.jspecify.annotations.NullMarked;
