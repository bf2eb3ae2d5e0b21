package io.taffrail.gateway.stream;

import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.kernel.fault.Rejected;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;

/** Writes down what it is given, and keeps each record until the test lets it go. Any thread. */
public final class HeldSink implements RecordSink {

    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final Semaphore taken = new Semaphore(0);

    /** What was given so far. */
    public List<String> heard() {
        return heard;
    }

    /** So many more records are taken. */
    public void take(int records) {
        taken.release(records);
    }

    @Override
    public void records(
            FetchedChunk chunk, EncodedRecords records, int from, int to, Subscription resume) {
        heard.add("record " + chunk.offset(from));
        taken.acquireUninterruptibly();
    }

    @Override
    public void moved(Subscription resume) {}

    @Override
    public void caughtUp() {
        heard.add("caught up");
    }

    @Override
    public void skipped(TopicPartition partition, long count) {
        heard.add("skipped " + count);
    }

    @Override
    public void reset(TopicPartition partition, long fromOffset, long toOffset) {}

    @Override
    public void refused(Rejected rejected) {
        heard.add("refused");
    }

    @Override
    public void tooSlow() {
        heard.add("too slow");
    }

    @Override
    public void flush() {}

    @Override
    public void idle() {}
}
