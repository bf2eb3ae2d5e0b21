/** One table between the reasons of the kernel and the error codes of the Kafka protocol. */
@NullMarked
package io.taffrail.protocol.errors;

import org.jspecify.annotations.NullMarked;
