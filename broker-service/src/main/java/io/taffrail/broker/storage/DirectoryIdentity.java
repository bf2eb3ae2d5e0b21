package io.taffrail.broker.storage;

import io.taffrail.kernel.disk.Disk;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Properties;
import java.util.UUID;

/**
 * Whose disk this is: {@code meta.properties}, written once. It keeps a node from serving the disk
 * of another node or cluster that was mounted in the wrong place.
 */
record DirectoryIdentity(int nodeId, String clusterId, UUID directoryId) {

    private static final String FILE = "meta.properties";

    /** Reads the identity, checks it, or gives the directory one. */
    static DirectoryIdentity claim(Disk disk, Path directory, int nodeId, String clusterId)
            throws IOException {
        Path file = directory.resolve(FILE);
        if (!disk.exists(file)) {
            var fresh =
                    new DirectoryIdentity(nodeId, clusterId, newId(directory, nodeId, clusterId));
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

    /** The same names give the same id, so that a run can be repeated from its seed. */
    private static UUID newId(Path directory, int nodeId, String clusterId) {
        String name = clusterId + "/" + nodeId + "/" + directory;
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
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
