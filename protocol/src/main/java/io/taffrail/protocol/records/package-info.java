/**
 * Kafka's record batch, version 2, as bytes: a flyweight over its header, a walker over its
 * records, a writer, and the codecs; and the message sets of magic 0 and 1 that came before it.
 * Nothing here owns a thread; a flyweight, reader or writer belongs to the one thread that uses it.
 * Of Kafka's classes only the compression codecs are used.
 */
@NullMarked
package io.taffrail.protocol.records;

import org.jspecify.annotations.NullMarked;
