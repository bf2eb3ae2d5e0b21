package io.taffrail.broker.partition;

import io.taffrail.broker.storage.RecoveryReport;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gathers what the opening of logs found, to be told in one sentence. Safe on any thread. */
public final class RecoverySummary {

    private static final Logger LOG = LoggerFactory.getLogger(RecoverySummary.class);

    private final List<RecoveryReport> eventful = new ArrayList<>();
    private int checkedLogs;
    private long checkedBytes;
    private long cutBytes;
    private int rebuiltIndexes;

    synchronized void add(RecoveryReport report) {
        checkedLogs += report.wasClean() ? 0 : 1;
        checkedBytes += report.bytesChecked();
        cutBytes += report.bytesCut();
        rebuiltIndexes += report.indexesRebuilt();
        if (!report.isUneventful()) {
            eventful.add(report);
            LOG.warn("{}", report.describe());
        }
    }

    /** As in: recovered 3 logs: checked 1024 bytes, cut 17 torn bytes, rebuilt 2 indexes. */
    public synchronized String describe() {
        return "recovered %d logs: checked %d bytes, cut %d torn bytes, rebuilt %d indexes"
                .formatted(checkedLogs, checkedBytes, cutBytes, rebuiltIndexes);
    }

    public synchronized List<RecoveryReport> eventful() {
        return List.copyOf(eventful);
    }
}
