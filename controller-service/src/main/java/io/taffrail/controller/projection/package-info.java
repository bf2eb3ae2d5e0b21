/**
 * The database that people query: what the metadata is, and how it became so. It follows the log on
 * a thread of its own and can be deleted at any time; no rule ever reads it.
 */
@NullMarked
package io.taffrail.controller.projection;

import org.jspecify.annotations.NullMarked;
