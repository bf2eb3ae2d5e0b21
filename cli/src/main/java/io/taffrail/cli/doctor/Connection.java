package io.taffrail.cli.doctor;

import io.taffrail.cli.Taffrail;
import io.taffrail.cli.door.Door;
import java.io.IOException;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.List;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseBroker;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.requests.MetadataRequest;
import org.apache.kafka.common.requests.MetadataResponse;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The steps from a name to a broker, and from there to the addresses that brokers tell. */
final class Connection {

    private static final String UP_REMEDY =
            "start a cluster (`taffrail up`), or name the right one with -b HOST:PORT";

    private final Address address;
    private final Door door;
    private final Peer peer;
    private @Nullable MetadataResponse metadata;

    Connection(Address address, Door door) {
        this.address = address;
        this.door = door;
        this.peer = new Peer(address);
    }

    Peer peer() {
        return peer;
    }

    /** What the broker told of the cluster; null before it has been asked. */
    @Nullable MetadataResponse metadata() {
        return metadata;
    }

    Finding name() {
        try {
            return Finding.ok("name", address.host() + " is " + address.resolve().getHostAddress());
        } catch (UnknownHostException e) {
            return Finding.wrong(
                    "name",
                    address.host() + " is no name that this machine knows",
                    "correct -b, or make the name known here: DNS, or a line in /etc/hosts");
        }
    }

    Finding port() {
        try (Socket _ = address.connect()) {
            return Finding.ok("port", address + " accepts connections");
        } catch (IOException e) {
            return Finding.wrong(
                    "port",
                    "no connection to " + address + ": " + e.getMessage(),
                    "is it running, and on that port? "
                            + UP_REMEDY
                            + "; a node listens on 127.0.0.1 only, unless it was told otherwise (`taffrail up --host 0.0.0.0`)");
        }
    }

    Finding protocol() throws InterruptedException {
        try {
            return switch (peer.greet()) {
                case KAFKA -> Finding.ok("protocol", address + " speaks Kafka");
                case HTTP ->
                        Finding.wrong(
                                "protocol",
                                address + " speaks HTTP, and not Kafka",
                                kafkaBehind(address));
                case TLS ->
                        Finding.wrong(
                                "protocol",
                                address + " wants TLS, and Taffrail's Kafka listeners are plain",
                                "name the Kafka listener itself, or what ends TLS in front of it and lets plain connections in");
                case SOMETHING_ELSE ->
                        Finding.wrong(
                                "protocol",
                                address + " speaks neither Kafka nor HTTP nor TLS",
                                "another program has this port: " + UP_REMEDY);
            };
        } catch (IOException e) {
            return Finding.wrong("protocol", address + ": " + e.getMessage(), UP_REMEDY);
        }
    }

    /** Whoever took the HTTP port for Kafka's: the gateway behind it knows better. */
    private static String kafkaBehind(Address http) throws InterruptedException {
        try {
            for (JsonNode broker : Door.at("http://" + http).get("/ui/v1/nodes").path("brokers")) {
                String host = broker.path("host").asString("");
                if (!host.isEmpty()) {
                    return "this is the HTTP port; the Kafka port is "
                            + broker.path("port").asInt(0)
                            + ": -b "
                            + new Address(host, broker.path("port").asInt(0));
                }
            }
        } catch (Taffrail.Failure notOurs) {
            return "it is no gateway of Taffrail either: " + UP_REMEDY;
        }
        return "this is the HTTP port; the Kafka port is 9092 unless it was set otherwise";
    }

    Finding told() {
        try {
            MetadataRequest.Builder everything = MetadataRequest.Builder.allTopics();
            var answer = (MetadataResponse) peer.ask(everything, ApiKeys.METADATA);
            metadata = answer;
            return answer.data().brokers().isEmpty()
                    ? Finding.wrong(
                            "metadata",
                            "cluster " + answer.clusterId() + " tells of no broker",
                            "its brokers are all fenced, or have no listener of this name: see `taffrail broker list`")
                    : Finding.ok(
                            "metadata",
                            "cluster %s tells of brokers: %d, topics: %d"
                                    .formatted(
                                            answer.clusterId(),
                                            answer.data().brokers().size(),
                                            answer.data().topics().size()));
        } catch (IOException | RuntimeException e) {
            return Finding.wrong(
                    "metadata",
                    address + " does not say what the cluster is: " + e.getMessage(),
                    "see that broker's log");
        }
    }

    /** Each address that clients are told must work from here, and not just the first. */
    List<Finding> listeners() {
        MetadataResponse known = metadata;
        return known == null
                ? List.of()
                : known.data().brokers().stream().map(Connection::listener).toList();
    }

    private static Finding listener(MetadataResponseBroker broker) {
        var told = new Address(broker.host(), broker.port());
        String step = "broker " + broker.nodeId();
        try (Socket _ = told.connect()) {
            return Finding.ok(step, "is where it says: " + told);
        } catch (UnknownHostException e) {
            return unreachable(step, told, "which is no name that this machine knows");
        } catch (IOException e) {
            return unreachable(step, told, "which cannot be reached from here: " + e.getMessage());
        }
    }

    private static Finding unreachable(String step, Address told, String why) {
        return Finding.wrong(
                step,
                "tells clients to find it at " + told + ", " + why,
                "let it tell a name that works from here: `taffrail up --advertise HOST:PORT`,"
                        + " TAFFRAIL_ADVERTISE in the image of all in one, taffrail.broker.advertised-host"
                        + " (TAFFRAIL_BROKER_ADVERTISEDHOST) of a broker; where neighbours know it by"
                        + " another name, a further listener (docs/DEPLOY.md, Two names for one broker)");
    }
}
