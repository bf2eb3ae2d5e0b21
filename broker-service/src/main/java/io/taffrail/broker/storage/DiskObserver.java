package io.taffrail.broker.storage;

/** Told how long disks take, for metrics; called by whoever waited, so it must be quick. */
public interface DiskObserver {

    DiskObserver NONE =
            new DiskObserver() {
                @Override
                public void onAppended(long tookNs) {}

                @Override
                public void onSynced(long tookNs) {}
            };

    /** What one turn of a loop had gathered for a partition was checked and written. */
    void onAppended(long tookNs);

    /** A log became durable up to where it ended. */
    void onSynced(long tookNs);
}
