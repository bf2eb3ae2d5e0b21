package io.taffrail.gateway.rest;

import io.taffrail.gateway.link.Acks;
import io.taffrail.gateway.produce.BatchingProducer;
import io.taffrail.gateway.produce.NewRecord;
import io.taffrail.gateway.produce.TopicDirectory;
import io.taffrail.kernel.metadata.TopicImage;
import io.taffrail.kernel.runtime.Clock;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.zip.ZipException;

/**
 * NDJSON without an end in sight: lines are sent as they come, and a report for each goes back in
 * their order while the body is still open. One thread reads; another writes the reports, and when
 * the window between them is full, reading stops and the sender feels it.
 */
final class LineStream {

    private static final int READ_BYTES = 64 * 1024;

    private final TopicDirectory topics;
    private final BatchingProducer producer;
    private final Clock clock;
    private final int lineBytesMax;
    private final IntConsumer recordsIn;

    LineStream(
            TopicDirectory topics,
            BatchingProducer producer,
            Clock clock,
            int lineBytesMax,
            IntConsumer recordsIn) {
        this.topics = topics;
        this.producer = producer;
        this.clock = clock;
        this.lineBytesMax = lineBytesMax;
        this.recordsIn = recordsIn;
    }

    void run(HttpCall call, TopicImage topic) throws IOException, InterruptedException {
        NdjsonLines lines = NdjsonLines.of(call);
        Acks acks = ProduceRequest.acks(call);
        RequestBody.requireKnownEncoding(call.request());
        call.response().setStatus(200);
        call.response().setContentType("application/x-ndjson");
        call.response().flushBuffer();
        var reports = new ReportWindow(call.response().getOutputStream(), new LineReports());
        Thread writer = Thread.ofVirtual().name("reports-" + topic.name()).start(reports::run);
        try (InputStream body = RequestBody.open(call.request())) {
            read(body, lines, topic, acks, reports);
        } catch (ZipException e) {
            reports.endWith(RequestBody.notAsEncoded(call.request()).problem());
        } catch (ProblemException e) {
            reports.endWith(e.problem());
        } finally {
            reports.end();
            writer.join();
        }
    }

    private void read(
            InputStream body, NdjsonLines lines, TopicImage topic, Acks acks, ReportWindow reports)
            throws IOException, InterruptedException {
        byte[] buffer = new byte[READ_BYTES];
        int filled = 0;
        for (int n = body.read(buffer, filled, buffer.length - filled);
                n >= 0 && !reports.isBroken();
                n = body.read(buffer, filled, buffer.length - filled)) {
            filled += n;
            int end = lastLineEnd(buffer, filled);
            if (end > 0) {
                send(lines.parse(buffer, 0, end, clock.nowMs()), topic, acks, reports);
                System.arraycopy(buffer, end, buffer, 0, filled - end);
                filled -= end;
            }
            if (filled == buffer.length) {
                if (filled >= lineBytesMax) {
                    throw new ProblemException(
                            Problem.tooLarge(
                                    "a line is longer than " + lineBytesMax + " bytes: split it"));
                }
                buffer = Arrays.copyOf(buffer, Math.min(lineBytesMax, 2 * buffer.length));
            }
        }
        send(lines.parse(buffer, 0, filled, clock.nowMs()), topic, acks, reports);
    }

    private void send(List<NewRecord> records, TopicImage topic, Acks acks, ReportWindow reports)
            throws InterruptedException {
        int bytesMax = topics.recordBytesMax(topic.name());
        int from = 0;
        while (from < records.size() && !reports.isBroken()) {
            int room = reports.awaitRoom(records.size() - from);
            List<NewRecord> part = records.subList(from, from + room);
            int firstTag = reports.expect(part);
            producer.send(topic, part, acks, bytesMax, reports, firstTag);
            from += room;
        }
        recordsIn.accept(from);
    }

    /** The position after the last line feed, or 0 when there is none. */
    private static int lastLineEnd(byte[] buffer, int filled) {
        for (int i = filled; i > 0; i--) {
            if (buffer[i - 1] == '\n') {
                return i;
            }
        }
        return 0;
    }
}
