package io.taffrail.protocol.records;

/**
 * How a topic wants its batches stored, whatever the producer chose.
 *
 * @param level in the codec's own scale, or 0 for its default; codecs without levels ignore it
 */
public record StoredCompression(Compression compression, int level) {

    /** With the codec's default level. */
    public static StoredCompression of(Compression compression) {
        return new StoredCompression(compression, 0);
    }
}
