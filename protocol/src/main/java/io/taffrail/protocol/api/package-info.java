/**
 * What every node answers from the metadata image alone, and what it forwards to the controller.
 */
@NullMarked
package io.taffrail.protocol.api;

import org.jspecify.annotations.NullMarked;
