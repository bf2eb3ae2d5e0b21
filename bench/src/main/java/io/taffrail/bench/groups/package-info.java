/** Consumer groups under load, on the wire that Kafka's clients use. */
@NullMarked
package io.taffrail.bench.groups;

import org.jspecify.annotations.NullMarked;
