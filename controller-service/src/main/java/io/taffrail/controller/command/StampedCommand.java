package io.taffrail.controller.command;

/** One entry of the metadata log: a command, and what the leader knew when it took it. */
public record StampedCommand(CommandStamp stamp, ControllerCommand command) {}
