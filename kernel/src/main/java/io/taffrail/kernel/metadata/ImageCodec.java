package io.taffrail.kernel.metadata;

import io.taffrail.kernel.metadata.MetadataEvent.ConfigChanged;
import io.taffrail.kernel.metadata.MetadataEvent.FeatureLevelChanged;
import io.taffrail.kernel.metadata.MetadataEvent.NodeRegistered;
import io.taffrail.kernel.metadata.MetadataEvent.ProducerIdsAllocated;
import io.taffrail.kernel.metadata.MetadataEvent.TopicCreated;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The bytes of log entries, as nodes follow them, and of whole images, as snapshots keep them. An
 * image is written as the events that build it from nothing, so there is one format and one way to
 * apply it. The layout is in {@code docs/formats/metadata-log.md}.
 */
public final class ImageCodec {

    /** The layout that this build writes, and the newest that it reads. */
    public static final int VERSION = 1;

    private static final int ENTRY = 'e';
    private static final int IMAGE = 'i';

    private ImageCodec() {}

    public static byte[] encode(MetadataEntry entry) {
        var out = new FieldWriter();
        out.u8(VERSION);
        out.u8(ENTRY);
        out.number(entry.index());
        out.number(entry.timeMs());
        out.text(entry.principal());
        out.list(entry.events(), event -> EventCodec.write(out, event));
        return out.toBytes();
    }

    /** Reads one entry and moves the buffer to its end, which must be the buffer's. */
    public static MetadataEntry decodeEntry(ByteBuffer bytes) {
        var in = new FieldReader(bytes);
        expect(in, ENTRY, "a log entry");
        var entry =
                new MetadataEntry(
                        in.number(), in.number(), in.text(), in.list(() -> EventCodec.read(in)));
        in.end();
        return entry;
    }

    public static byte[] encode(MetadataImage image) {
        var out = new FieldWriter();
        out.u8(VERSION);
        out.u8(IMAGE);
        out.number(image.appliedIndex());
        out.list(eventsOf(image), event -> EventCodec.write(out, event));
        return out.toBytes();
    }

    /** Reads a whole image. */
    public static MetadataImage decodeImage(ByteBuffer bytes) {
        var in = new FieldReader(bytes);
        expect(in, IMAGE, "an image");
        long index = in.number();
        MetadataImage image = MetadataImage.EMPTY;
        int count = in.integer();
        for (int i = 0; i < count; i++) {
            image = image.evolve(EventCodec.read(in), 0);
        }
        in.end();
        return image.atIndex(index);
    }

    /** The events that make this image out of an empty one. */
    static List<MetadataEvent> eventsOf(MetadataImage image) {
        var events = new ArrayList<MetadataEvent>();
        if (!image.clusterId().isEmpty()) {
            events.add(new MetadataEvent.ClusterCreated(image.clusterId()));
        }
        image.features().forEach((name, at) -> events.add(new FeatureLevelChanged(name, at)));
        image.nodes().forEach(node -> events.add(new NodeRegistered(node)));
        image.topics().forEach(topic -> events.add(new TopicCreated(topic)));
        for (ConfigResource resource : image.configuredResources()) {
            image.configs(resource)
                    .forEach((key, value) -> events.add(new ConfigChanged(resource, key, value)));
        }
        if (image.nextProducerId() > 0) {
            events.add(new ProducerIdsAllocated(-1, image.nextProducerId(), 0));
        }
        return events;
    }

    private static void expect(FieldReader in, int kind, String what) {
        int version = in.u8();
        if (version != VERSION) {
            throw new UnreadableMetadata(
                    "metadata of format version %d, but this build reads version %d: start the version that wrote it, or a newer one"
                            .formatted(version, VERSION));
        }
        int found = in.u8();
        if (found != kind) {
            throw new UnreadableMetadata(
                    "metadata of kind '%c' where %s ('%c') was expected"
                            .formatted(found, what, kind));
        }
    }
}
