/**
 * Many WebSocket subscribers, with and without a group, while a gateway is killed: what each of
 * them got is judged against what the producer was told. One selector thread owns every socket and
 * everything that is noted of it.
 */
@NullMarked
package io.taffrail.bench.subscribers;

import org.jspecify.annotations.NullMarked;
