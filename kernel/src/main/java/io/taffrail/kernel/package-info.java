/** The shared vocabulary and the seams; imports no Spring, Netty, Ratis or Kafka class. */
@NullMarked
package io.taffrail.kernel;

import org.jspecify.annotations.NullMarked;
