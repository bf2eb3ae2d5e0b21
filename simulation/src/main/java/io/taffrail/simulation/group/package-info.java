/**
 * Coordinators on gateways in virtual time: the real shards and group machines over a log that
 * fences by leader epoch, with members who read and commit while shards change hands. One thread;
 * all chance comes from the seed.
 */
@NullMarked
package io.taffrail.simulation.group;

import org.jspecify.annotations.NullMarked;
