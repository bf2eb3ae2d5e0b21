/**
 * What the controller answers on the Kafka wire: one file for each API. Handlers run on the
 * connections' event loops and never wait; they turn a request into commands and replies into a
 * response. With {@code protocol}, the only place that sees Kafka's classes.
 */
@NullMarked
package io.taffrail.controller.api;

import org.jspecify.annotations.NullMarked;
