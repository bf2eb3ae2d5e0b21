package io.taffrail.controller.command;

/**
 * What the leader adds to a command before it is logged, so that deciding it later needs neither a
 * clock nor chance and comes out the same on every controller.
 *
 * @param nowMs when the leader accepted the command
 * @param seed for new ids and for where a placement starts
 * @param principal who asked
 */
public record CommandStamp(long nowMs, long seed, String principal) {}
