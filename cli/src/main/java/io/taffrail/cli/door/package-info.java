/**
 * Commands that ask the HTTP door, since Kafka's protocol has no words for what they tell: health
 * in sentences, history, drains. They use the public API only, as any other program could.
 */
@NullMarked
package io.taffrail.cli.door;

import org.jspecify.annotations.NullMarked;
