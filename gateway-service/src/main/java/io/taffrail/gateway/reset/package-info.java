/**
 * Where a group's offsets go when somebody moves them. Pure: whoever asks brings what is committed
 * and where the logs begin and end.
 */
@NullMarked
package io.taffrail.gateway.reset;

import org.jspecify.annotations.NullMarked;
