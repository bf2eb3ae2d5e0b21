/**
 * What the loads share: their command line. Each load is a process of its own with one main thread;
 * nothing here runs in a server.
 */
@NullMarked
package io.taffrail.bench;

import org.jspecify.annotations.NullMarked;
