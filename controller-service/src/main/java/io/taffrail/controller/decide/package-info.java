/**
 * The rules: pure functions from an image and a command to events and a reply. They run on whatever
 * thread applies the log, on every controller alike, so they know no clock, chance, disk or network
 * but what the command brings.
 */
@NullMarked
package io.taffrail.controller.decide;

import org.jspecify.annotations.NullMarked;
