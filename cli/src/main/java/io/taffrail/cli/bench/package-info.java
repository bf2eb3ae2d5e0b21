/** {@code taffrail bench}: a quick measurement of the cluster that one is connected to. */
@NullMarked
package io.taffrail.cli.bench;

import org.jspecify.annotations.NullMarked;
