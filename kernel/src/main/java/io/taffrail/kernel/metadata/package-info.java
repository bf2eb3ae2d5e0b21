/**
 * The cluster's metadata as values: one immutable {@link
 * io.taffrail.kernel.metadata.MetadataImage}, the events that alone may change it, and their bytes.
 * No thread owns anything here; whoever holds an image may share it.
 */
@NullMarked
package io.taffrail.kernel.metadata;

import org.jspecify.annotations.NullMarked;
