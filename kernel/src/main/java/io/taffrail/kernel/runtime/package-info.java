/** Time and threads as parameters: a {@link Clock} to read, and a {@link Loop} to run on. */
@NullMarked
package io.taffrail.kernel.runtime;

import org.jspecify.annotations.NullMarked;
