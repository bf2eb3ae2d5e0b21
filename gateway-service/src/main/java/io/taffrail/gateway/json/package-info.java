/**
 * JSON at the level of bytes, for records that pass through by the hundred thousand: a scanner that
 * says where values begin and end, and a writer into one growing array. Nothing here owns a thread.
 */
@NullMarked
package io.taffrail.gateway.json;

import org.jspecify.annotations.NullMarked;
