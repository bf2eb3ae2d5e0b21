package io.taffrail.gateway.rest;

import io.taffrail.gateway.json.JsonBytes;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.gateway.stream.EncodedRecords;
import io.taffrail.gateway.stream.FetchedChunk;
import io.taffrail.gateway.stream.RecordSink;
import io.taffrail.gateway.stream.Subscription;
import io.taffrail.kernel.fault.Rejected;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Sends a subscription down an HTTP response, as NDJSON or as server-sent events. Writing blocks
 * while the client does not read; that is all the buffering there is.
 */
final class HttpStreamSink implements RecordSink {

    private static final int IDLE_BEATS = 15;
    private static final byte[] LINE_BEAT = {'\n'};
    private static final byte[] EVENT_BEAT = ":hb\n\n".getBytes(StandardCharsets.US_ASCII);

    private final OutputStream out;
    private final boolean isEvents;
    private int idleSeconds;

    HttpStreamSink(OutputStream out, boolean isEvents) {
        this.out = out;
        this.isEvents = isEvents;
    }

    @Override
    public void records(
            FetchedChunk chunk, EncodedRecords records, int from, int to, Subscription resume)
            throws IOException {
        idleSeconds = 0;
        if (!isEvents) {
            out.write(records.bytes(), records.start(from), records.length(from, to));
            return;
        }
        // Each event carries the whole position, since the browser remembers only the last id.
        var ids = new EventIds(resume, chunk.partition());
        for (int i = from; i < to; i++) {
            long next = i + 1 < to ? chunk.offset(i + 1) : ids.ownNextOffset();
            out.write(ids.line(next));
            out.write(records.bytes(), records.start(i), records.length(i, i + 1));
        }
    }

    @Override
    public void moved(Subscription resume) throws IOException {
        if (isEvents) {
            ascii("id: " + resume.resumeToken() + "\nevent: moved\ndata: {}\n\n");
            out.flush();
        }
    }

    @Override
    public void caughtUp() throws IOException {
        if (isEvents) {
            ascii("event: caught_up\ndata: {}\n\n");
            out.flush();
        }
    }

    @Override
    public void skipped(TopicPartition partition, long count) throws IOException {
        notice(
                "skipped",
                new JsonBytes(64)
                        .ascii(",\"topic\":")
                        .string(partition.topic())
                        .ascii(",\"partition\":")
                        .number(partition.partition())
                        .ascii(",\"count\":")
                        .number(count));
    }

    @Override
    public void reset(TopicPartition partition, long fromOffset, long toOffset) throws IOException {
        notice(
                "reset",
                new JsonBytes(96)
                        .ascii(",\"reason\":\"out_of_range\",\"topic\":")
                        .string(partition.topic())
                        .ascii(",\"partition\":")
                        .number(partition.partition())
                        .ascii(",\"from\":")
                        .number(fromOffset)
                        .ascii(",\"to\":")
                        .number(toOffset));
    }

    @Override
    public void refused(Rejected rejected) throws IOException {
        var members = new JsonBytes(128).ascii(",\"error\":");
        Problem.of(rejected).appendError(members);
        notice("error", members);
    }

    @Override
    public void tooSlow() throws IOException {
        notice(
                "error",
                new JsonBytes(96)
                        .ascii(",\"error\":{\"error_code\":410,\"message\":")
                        .string("the client reads too slowly and asked for on_slow=close")
                        .raw((byte) '}'));
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void idle() throws IOException {
        idleSeconds++;
        if (idleSeconds >= IDLE_BEATS) {
            idleSeconds = 0;
            out.write(isEvents ? EVENT_BEAT : LINE_BEAT);
            out.flush();
        }
    }

    private void notice(String type, JsonBytes members) throws IOException {
        var line = new JsonBytes(members.size() + 64);
        if (isEvents) {
            line.ascii("event: ").ascii(type).ascii("\ndata: ");
        }
        line.ascii("{\"type\":\"").ascii(type).raw((byte) '"');
        line.raw(members.array(), 0, members.size()).ascii(isEvents ? "}\n\n" : "}\n");
        out.write(line.array(), 0, line.size());
        out.flush();
    }

    private void ascii(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
    }
}
