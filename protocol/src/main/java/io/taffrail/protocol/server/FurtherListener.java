package io.taffrail.protocol.server;

import io.taffrail.kernel.metadata.Endpoint;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A listener beside the one that nodes use among themselves, for clients that know the node by
 * another name (KIP-103): from outside of a container's network, a broker is not where its
 * neighbours find it. Who comes in by this listener is told the addresses that all nodes advertise
 * for it.
 *
 * @param name the same on every node, such as {@code HOST}
 * @param host the address to listen on
 * @param port the port to listen on; 0 takes a free one
 * @param advertisedHost where clients find it
 * @param advertisedPort where clients find it; 0 for the port that it listens on
 */
public record FurtherListener(
        String name, String host, int port, String advertisedHost, int advertisedPort) {

    private static final String FORM = "write NAME://host:port, as in HOST://0.0.0.0:19092";

    public FurtherListener {
        if (name.equals(Endpoint.KAFKA)) {
            throw new IllegalArgumentException(
                    "a further listener is called KAFKA, which is the name of the first: choose another");
        }
        requireReachable("listener " + name, advertisedHost);
    }

    /**
     * Reads what was set in the words of Kafka's {@code listeners} and {@code
     * advertised.listeners}.
     *
     * @param listeners each as {@code NAME://host:port}
     * @param advertised the same, for those that are found elsewhere than they listen
     * @throws IllegalArgumentException when one cannot be read, or has no counterpart
     */
    public static List<FurtherListener> parse(List<String> listeners, List<String> advertised) {
        Map<String, Endpoint> told = new LinkedHashMap<>();
        for (String text : advertised) {
            Endpoint endpoint = endpoint(text);
            told.put(endpoint.listener(), endpoint);
        }
        List<FurtherListener> found = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (String text : listeners) {
            Endpoint bound = endpoint(text);
            if (!names.add(bound.listener())) {
                throw new IllegalArgumentException(
                        "listener " + bound.listener() + " is there twice: give each its own name");
            }
            Endpoint clients = told.remove(bound.listener());
            found.add(
                    new FurtherListener(
                            bound.listener(),
                            bound.host(),
                            bound.port(),
                            clients == null ? bound.host() : clients.host(),
                            clients == null ? 0 : clients.port()));
        }
        if (!told.isEmpty()) {
            throw new IllegalArgumentException(
                    "%s is advertised, but nothing listens for it: add it to the further listeners, which are %s"
                            .formatted(told.values().iterator().next(), listeners));
        }
        return found;
    }

    /**
     * What is told to clients must lead to one node.
     *
     * @throws IllegalArgumentException when the host stands for every address of a machine
     */
    public static void requireReachable(String what, String advertisedHost) {
        boolean isAny = advertisedHost.equals("0.0.0.0") || advertisedHost.equals("::");
        if (isAny) {
            throw new IllegalArgumentException(
                    "%s advertises %s, and no client can connect to that: set the advertised host to the name by which clients reach this node"
                            .formatted(what, advertisedHost));
        }
    }

    /** What to register once it listens. */
    public Endpoint endpoint(int boundPort) {
        return new Endpoint(name, advertisedHost, advertisedPort == 0 ? boundPort : advertisedPort);
    }

    private static Endpoint endpoint(String text) {
        int scheme = text.indexOf("://");
        int colon = text.lastIndexOf(':');
        if (scheme <= 0 || colon <= scheme + 3) {
            throw new IllegalArgumentException("'" + text + "' is no listener: " + FORM);
        }
        String host = text.substring(scheme + 3, colon).replace("[", "").replace("]", "");
        try {
            return new Endpoint(
                    text.substring(0, scheme).strip().toUpperCase(Locale.ROOT),
                    host,
                    Integer.parseInt(text.substring(colon + 1).strip()));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' has no port number after its last colon: " + FORM, e);
        }
    }
}
