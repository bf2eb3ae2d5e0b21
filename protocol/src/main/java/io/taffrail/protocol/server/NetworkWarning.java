package io.taffrail.protocol.server;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Whether a listener lets other machines in. No listener asks anybody who they are, so one that
 * does is worth a loud word at the start and on the dashboard. Pure: it goes by what is written in
 * the settings and resolves no name, so any name but localhost counts as open.
 */
public final class NetworkWarning {

    /** What a listener for the Kafka wire lets everybody do. */
    static final String OF_KAFKA =
            "read, change and delete every record and every setting of the cluster";

    private NetworkWarning() {}

    /** Whether more than this machine can connect to what listens on that host. */
    public static boolean isOpen(String host) {
        String plain = host.strip().toLowerCase(Locale.ROOT).replace("[", "").replace("]", "");
        boolean isLoopback =
                plain.equals("localhost")
                        || plain.equals("::1")
                        || plain.equals("0:0:0:0:0:0:0:1")
                        || plain.matches("127\\.\\d+\\.\\d+\\.\\d+");
        return !isLoopback;
    }

    /**
     * What to log of a listener.
     *
     * @param listener its name, such as {@code KAFKA}
     * @param allows what anybody can do who reaches it
     * @return null when only this machine can connect
     */
    public static @Nullable String of(String listener, String host, int port, String allows) {
        return !isOpen(host)
                ? null
                : ("listener %s at %s:%d is OPEN TO THE NETWORK WITHOUT AUTHENTICATION: anybody who reaches it can %s. "
                                + "Let it listen on 127.0.0.1, or keep others away with a firewall or a network policy")
                        .formatted(listener, host, port, allows);
    }
}
