/** The beans that every service imports for its metrics; the one place here that knows Spring. */
@NullMarked
package io.taffrail.metrics.app;

import org.jspecify.annotations.NullMarked;
