/**
 * Tries out that a record that is written can be read, by the way that everybody's records take:
 * once a second on the gateway's canary loop, and all the while that a drill moves a leader, on the
 * thread of whoever asks for it. Answers come on any thread. Imports the ports to the cluster, and
 * no door.
 */
@NullMarked
package io.taffrail.gateway.canary;

import org.jspecify.annotations.NullMarked;
