package io.taffrail.broker;

import io.taffrail.broker.partition.Contacts;
import io.taffrail.broker.partition.LogDirStore;
import io.taffrail.broker.partition.Partitions;
import io.taffrail.broker.partition.Vigil;
import io.taffrail.kernel.runtime.Loop;
import io.taffrail.protocol.link.ControllerLink;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a broker does again and again for as long as it runs: it looks whether it has been paused or
 * deposed, whether followers have fallen behind, and does what time brings to logs. All of it on
 * the link's loop.
 */
final class Rounds {

    /** Between two looks whether time has passed unseen. */
    static final long BEAT_MS = 100;

    private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);
    private static final long PRODUCER_EXPIRATION_MS = 24L * 60 * 60 * 1000;

    private final Loop loop;
    private final ControllerLink link;
    private final Vigil vigil;
    private final Contacts contacts;
    private final List<Loop> partitionLoops;
    private final Partitions partitions;
    private final LogDirStore logs;
    private final LongSupplier replicaLagMaxMs;
    private final long maintenanceMs;
    private int pausesTold;

    Rounds(
            Loop loop,
            ControllerLink link,
            Vigil vigil,
            Contacts contacts,
            List<Loop> partitionLoops,
            Partitions partitions,
            LogDirStore logs,
            LongSupplier replicaLagMaxMs,
            long maintenanceMs) {
        this.loop = loop;
        this.link = link;
        this.vigil = vigil;
        this.contacts = contacts;
        this.partitionLoops = partitionLoops;
        this.partitions = partitions;
        this.logs = logs;
        this.replicaLagMaxMs = replicaLagMaxMs;
        this.maintenanceMs = maintenanceMs;
    }

    /** Begins all of them; they end with the loop. Any thread. */
    void begin() {
        loop.schedule(maintenanceMs, this::maintain);
        checkIsrsLater();
        loop.execute(this::keepVigil);
    }

    private void keepVigil() {
        if (contacts.beat()) {
            partitions.checkDoubts();
        }
        if (vigil.beat()) {
            int asOf = vigil.suspicions();
            if (asOf != pausesTold) {
                pausesTold = asOf;
                LOG.warn(
                        "this broker was paused: it acknowledges nothing until it knows who leads");
            }
            link.refresh()
                    .thenAccept(known -> {
                        if (known) {
                            vigil.assure(partitionLoops, asOf);
                        }
                    });
        }
        loop.schedule(BEAT_MS, this::keepVigil);
    }

    private void checkIsrsLater() {
        loop.schedule(
                Math.max(1, replicaLagMaxMs.getAsLong() / 2),
                () -> {
                    partitions.checkIsrs();
                    checkIsrsLater();
                });
    }

    private void maintain() {
        partitions.maintain(PRODUCER_EXPIRATION_MS);
        logs.checkpoint(partitions::highWatermark);
        loop.schedule(maintenanceMs, this::maintain);
    }
}
