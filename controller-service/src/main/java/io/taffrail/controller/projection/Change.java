package io.taffrail.controller.projection;

import io.taffrail.kernel.metadata.MetadataEntry;
import io.taffrail.kernel.metadata.MetadataImage;

/** What the log tells the projection. */
sealed interface Change {

    MetadataImage after();

    /** How much room it takes in the queue. */
    int weight();

    /** One entry, and the images around it, which share what did not change. */
    record Applied(MetadataEntry entry, MetadataImage before, MetadataImage after)
            implements Change {
        @Override
        public int weight() {
            return 1 + entry.events().size();
        }
    }

    /** The state was replaced, or entries were left out: only the image is known. */
    record Replaced(MetadataImage after) implements Change {
        @Override
        public int weight() {
            return 1;
        }
    }
}
