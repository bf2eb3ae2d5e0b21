package io.taffrail.bench.faults;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A network namespace for each node, all on one bridge; the loads are outside, at the bridge. What
 * is cut is dropped by nftables where it arrives, so that nobody is told. Needs root.
 */
final class Namespaces implements AutoCloseable {

    private static final String BRIDGE = "tf-bridge";
    private static final Pattern LINK = Pattern.compile("^\\d+: (tf-v\\d+)@");
    private static final String SUBNET = "10.209.77.";
    private static final String OUTSIDE = SUBNET + "1";

    private final Map<String, String> addresses = new LinkedHashMap<>();

    Namespaces() throws IOException, InterruptedException {
        close();
        Shell.run("ip", "link", "add", BRIDGE, "type", "bridge");
        Shell.run("ip", "addr", "add", OUTSIDE + "/24", "dev", BRIDGE);
        Shell.run("ip", "link", "set", BRIDGE, "up");
    }

    /** Makes the node's namespace, and returns the words that run a command in it. */
    List<String> add(String node) throws IOException, InterruptedException {
        int number = 11 + addresses.size();
        String address = SUBNET + number;
        addresses.put(node, address);
        String name = namespace(node);
        String outer = "tf-v" + number;
        Shell.run("ip", "netns", "add", name);
        Shell.run(
                "ip", "link", "add", outer, "type", "veth", "peer", "name", "eth0", "netns", name);
        Shell.run("ip", "link", "set", outer, "master", BRIDGE, "up");
        in(node, "ip", "addr", "add", address + "/24", "dev", "eth0");
        in(node, "ip", "link", "set", "eth0", "up");
        in(node, "ip", "link", "set", "lo", "up");
        in(node, "nft", "add table inet faults");
        in(
                node,
                "nft",
                "add chain inet faults in { type filter hook input priority 0 ; policy accept ; }");
        return List.of("ip", "netns", "exec", name);
    }

    private static String namespace(String node) {
        return "tf-" + node;
    }

    private static void in(String node, String... command)
            throws IOException, InterruptedException {
        String[] all = new String[command.length + 4];
        System.arraycopy(new String[] {"ip", "netns", "exec", namespace(node)}, 0, all, 0, 4);
        System.arraycopy(command, 0, all, 4, command.length);
        Shell.run(all);
    }

    String address(String node) {
        String address = addresses.get(node);
        if (address == null) {
            throw new IllegalArgumentException(node + " has no namespace: add it first");
        }
        return address;
    }

    /** The ports at which others find the node. */
    List<String> portsOf(Node node) throws IOException {
        Properties settings = node.settings();
        String http = settings.getProperty("server.port");
        return switch (node.role()) {
            case "controller" -> {
                int wire = Integer.parseInt(settings.getProperty("taffrail.controller.kafka-port"));
                yield List.of(Integer.toString(wire), quorumPort(node, settings), http);
            }
            case "broker" -> List.of(settings.getProperty("taffrail.broker.port"), http);
            default -> List.of(http);
        };
    }

    private static String quorumPort(Node node, Properties settings) {
        for (String peer : settings.getProperty("taffrail.controller.peers").split(",")) {
            if (peer.startsWith(node.number() + "@")) {
                return peer.substring(peer.lastIndexOf(':') + 1);
            }
        }
        throw new IllegalStateException(node.name() + " is not among its own peers");
    }

    /** From now on nothing of what {@code from} sends arrives at {@code to}. */
    void cut(String from, String to) throws IOException, InterruptedException {
        in(to, "nft", "add rule inet faults in ip saddr " + address(from) + " drop");
    }

    /** From now on nothing from outside the node arrives at it, whoever sent it. */
    void cutInbound(String node) throws IOException, InterruptedException {
        in(node, "nft", "add rule inet faults in iif eth0 drop");
    }

    /** From now on nothing that the node sends arrives anywhere, not even outside the cluster. */
    void cutOutbound(String node) throws IOException, InterruptedException {
        in(
                node,
                "nft",
                "add chain inet faults out { type filter hook output priority 0 ; policy accept ; }");
        in(node, "nft", "add rule inet faults out oif eth0 drop");
    }

    /** From now on the node loses so many of a hundred packets that come to it. */
    void lose(String node, int percent) throws IOException, InterruptedException {
        in(
                node,
                "nft",
                "add rule inet faults in iif eth0 numgen random mod 100 < " + percent + " drop");
    }

    /** Everything of the node arrives again. */
    void heal(String node) throws IOException, InterruptedException {
        in(node, "nft", "flush table inet faults");
    }

    /** Takes away all that was made, also by one that was interrupted before. */
    @Override
    public void close() {
        try {
            // A namespace takes its links away some time after it has gone, and the next one
            // wants their names.
            for (String line : Shell.run("ip", "-o", "link").split("\n")) {
                Matcher link = LINK.matcher(line);
                if (link.find()) {
                    Shell.run("ip", "link", "del", link.group(1));
                }
            }
            for (String line : Shell.run("ip", "netns", "list").split("\n")) {
                String name = line.split(" ", 2)[0];
                if (name.matches("tf-(controller|broker|gateway)-\\d+")) {
                    Shell.run("ip", "netns", "del", name);
                }
            }
            if (Shell.run("ip", "-o", "link").contains(BRIDGE + ":")) {
                Shell.run("ip", "link", "del", BRIDGE);
            }
        } catch (IOException | InterruptedException e) {
            System.err.println("namespaces may be left over: " + e.getMessage());
        }
    }
}
