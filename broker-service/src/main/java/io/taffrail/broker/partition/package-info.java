/**
 * A partition as a broker sees it: one log, one role, and those who wait for it. Owned by the
 * partition's loop; the published view is for everybody.
 */
@NullMarked
package io.taffrail.broker.partition;

import org.jspecify.annotations.NullMarked;
