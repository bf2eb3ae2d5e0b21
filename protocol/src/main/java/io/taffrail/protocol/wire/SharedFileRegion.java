package io.taffrail.protocol.wire;

import io.netty.channel.DefaultFileRegion;

/** A file region that leaves the file open: segments are read by many at once. */
final class SharedFileRegion extends DefaultFileRegion {

    SharedFileRegion(RegionRecords records) {
        super(records.channel(), records.position(), records.sizeInBytes());
    }

    @Override
    protected void deallocate() {
        // The log closes its files itself, when nobody can be reading them any more.
    }
}
