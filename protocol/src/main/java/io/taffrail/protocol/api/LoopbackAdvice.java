package io.taffrail.protocol.api;

import io.taffrail.kernel.metadata.Endpoint;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The classic failure of newcomers: a client on another machine, or in another container, connects
 * by a name that works, and is told to go on at localhost, which is itself. It then reports only
 * that nobody answers there, so the node that told it says so, once for each listener. Any thread.
 */
final class LoopbackAdvice {

    private static final Logger LOG = LoggerFactory.getLogger(LoopbackAdvice.class);

    private final Set<String> said = ConcurrentHashMap.newKeySet();

    /**
     * @param told the addresses that a client at {@code peer} is given, all of one listener
     */
    void onTold(InetAddress peer, List<Listeners.Reachable> told) {
        for (Listeners.Reachable each : told) {
            String advice = advice(peer, each.endpoint());
            if (advice != null && said.add(each.endpoint().listener())) {
                LOG.info(advice);
            }
        }
    }

    /** What to say, or null when the client can follow. */
    static @Nullable String advice(InetAddress peer, Endpoint told) {
        String host = told.host();
        boolean leadsBack =
                host.equalsIgnoreCase("localhost") || host.startsWith("127.") || host.equals("::1");
        if (!leadsBack || peer.isLoopbackAddress()) {
            return null;
        }
        return ("a client at %s is told to go on at %s:%d, which is the client's own machine: unless a port is forwarded there, "
                        + "set the advertised host of listener %s to a name by which clients reach this node")
                .formatted(peer.getHostAddress(), host, told.port(), told.listener());
    }
}
