package io.taffrail.protocol.client;

import java.util.List;

/**
 * Where the controllers are, for services that share a process with one: its port may be any free
 * one, so that it is known only once it listens.
 */
@FunctionalInterface
public interface ControllerAddresses {

    List<NodeAddress> get();
}
