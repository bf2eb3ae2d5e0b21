/**
 * Tries out once a second that a record that is written can be read, by the way that everybody's
 * records take. On the gateway's canary loop; answers come on any thread. Imports the ports to the
 * cluster, and no door.
 */
@NullMarked
package io.taffrail.gateway.canary;

import org.jspecify.annotations.NullMarked;
