/**
 * CloudEvents 1.0.2 as records and back: what an event must be, how HTTP carries it, and how Kafka
 * stores it (the specification's bindings for both, and its JSON format). Pure: nothing here waits,
 * and nothing knows a door.
 */
@NullMarked
package io.taffrail.gateway.cloudevents;

import org.jspecify.annotations.NullMarked;
