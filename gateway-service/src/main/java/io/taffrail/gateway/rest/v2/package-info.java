/**
 * Consumers as version 2 of the REST proxies has them (Confluent's, Strimzi's, Redpanda's and
 * Karapace's). The doors only: what a consumer is stands in {@code consume}. Each request has a
 * virtual thread, which waits.
 */
@NullMarked
package io.taffrail.gateway.rest.v2;

import org.jspecify.annotations.NullMarked;
