/** The offsets that groups commit: the same for every protocol of membership. */
@NullMarked
package io.taffrail.gateway.coordinator.group.offsets;

import org.jspecify.annotations.NullMarked;
