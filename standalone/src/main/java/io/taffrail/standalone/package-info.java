/**
 * The three services in one process: what `taffrail up` runs, and what others embed in their tests.
 */
@NullMarked
package io.taffrail.standalone;

import org.jspecify.annotations.NullMarked;
