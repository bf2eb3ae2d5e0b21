package io.taffrail.broker.storage;

import io.taffrail.kernel.disk.Disk;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Properties;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Whose disk this is: {@code meta.properties}, written once. It keeps a node from serving the disk
 * of another node or cluster that was mounted in the wrong place.
 */
record DirectoryIdentity(int nodeId, String clusterId, UUID directoryId) {

    private static final String FILE = "meta.properties";

    /** Reads the identity, checks it, or gives the directory one. */
    static DirectoryIdentity claim(
            Disk disk, Path directory, int nodeId, String clusterId, Supplier<UUID> ids)
            throws IOException {
        Path file = directory.resolve(FILE);
        if (!disk.exists(file)) {
            // Never the old id: a disk that was wiped has lost its records, and must not pass for
            // the one that the cluster knows.
            var fresh = new DirectoryIdentity(nodeId, clusterId, ids.get());
            Checkpoint.replace(disk, file, fresh.toText().getBytes(StandardCharsets.UTF_8));
            return fresh;
        }
        DirectoryIdentity found =
                parse(file, new String(Checkpoint.readAll(disk, file), StandardCharsets.UTF_8));
        if (found.nodeId != nodeId) {
            throw new IOException(
                    directory
                            + " belongs to node "
                            + found.nodeId
                            + ", and this is node "
                            + nodeId
                            + ": give each node directories of its own");
        }
        if (!found.clusterId.equals(clusterId)) {
            throw new IOException(
                    directory
                            + " belongs to cluster "
                            + found.clusterId
                            + ", and this is "
                            + clusterId
                            + ": use another directory, or join that cluster");
        }
        return found;
    }

    private static DirectoryIdentity parse(Path file, String text) throws IOException {
        var properties = new Properties();
        properties.load(new StringReader(text));
        try {
            return new DirectoryIdentity(
                    Integer.parseInt(properties.getProperty("node.id", "")),
                    properties.getProperty("cluster.id", ""),
                    UUID.fromString(properties.getProperty("directory.id", "")));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " is damaged: " + e.getMessage(), e);
        }
    }

    private String toText() {
        return "version=1\ncluster.id="
                + clusterId
                + "\nnode.id="
                + nodeId
                + "\ndirectory.id="
                + directoryId
                + "\n";
    }
}
