/**
 * A cluster on one machine, each node a process of its own: for trying out what a cluster does when
 * nodes go and come, and for the tests that do so.
 */
@NullMarked
package io.taffrail.cli.cluster;

import org.jspecify.annotations.NullMarked;
