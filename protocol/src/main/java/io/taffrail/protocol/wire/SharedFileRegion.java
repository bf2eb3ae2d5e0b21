package io.taffrail.protocol.wire;

import io.netty.channel.DefaultFileRegion;

/** A file region that leaves the file open: segments are read by many at once. */
final class SharedFileRegion extends DefaultFileRegion {
    private final Runnable release;

    SharedFileRegion(RegionRecords records) {
        super(records.channel(), records.position(), records.sizeInBytes());
        this.release = records.release();
    }

    @Override
    protected void deallocate() {
        release.run();
    }
}
