/**
 * What the controller can be asked to do, as values with bytes: a command is what the metadata log
 * keeps, and a reply is what deciding it answered. Owned by no thread; imports the kernel alone.
 */
@NullMarked
package io.taffrail.controller.command;

import org.jspecify.annotations.NullMarked;
