/**
 * What pods need of Kubernetes and are not told by it. Runs before a node, in a process of its own;
 * imports nothing of ours.
 */
@NullMarked
package io.taffrail.cli.kubernetes;

import org.jspecify.annotations.NullMarked;
