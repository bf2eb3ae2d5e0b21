package io.taffrail.gateway.ws;

import io.micrometer.core.instrument.Counter;
import io.taffrail.gateway.json.JsonBytes;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.gateway.stream.EncodedRecords;
import io.taffrail.gateway.stream.FetchedChunk;
import io.taffrail.gateway.stream.Framing;
import io.taffrail.gateway.stream.RecordSink;
import io.taffrail.gateway.stream.Subscription;
import io.taffrail.kernel.fault.Rejected;
import java.io.IOException;

/**
 * Sends a subscription's records down a socket: as frames of one record each, which all sockets
 * share byte by byte, or as {@code records} frames around a shared run of records.
 */
final class SocketSink implements RecordSink {

    private final Socket socket;
    private final String id;
    private final Framing framing;
    private final Counter dropped;
    private final JsonBytes head;
    private final JsonBytes tail = new JsonBytes(64);

    /**
     * @param dropped counts records that a slow reader lost
     */
    SocketSink(Socket socket, String id, Framing framing, Counter dropped) {
        this.socket = socket;
        this.id = id;
        this.framing = framing;
        this.dropped = dropped;
        this.head = Answers.begin("records", id).ascii(",\"records\":[");
    }

    @Override
    public void records(
            FetchedChunk chunk, EncodedRecords records, int from, int to, Subscription resume)
            throws IOException {
        int start = records.start(from);
        int length = records.length(from, to);
        if (framing == Framing.FRAME) {
            socket.sendFramesLater(records.bytes(), start, length);
        } else {
            // Without the comma of the last.
            sendBatch(records.bytes(), start, length - 1, resume);
        }
    }

    private void sendBatch(byte[] bytes, int start, int length, Subscription resume)
            throws IOException {
        tail.clear();
        tail.ascii("],\"resume\":").string(resume.resumeToken().toString()).raw((byte) '}');
        socket.sendLater(head, bytes, start, length, tail);
    }

    @Override
    public void moved(Subscription resume) throws IOException {
        sendBatch(new byte[0], 0, 0, resume);
        socket.flush();
    }

    @Override
    public void caughtUp() throws IOException {
        if (framing != Framing.FRAME) {
            socket.send(Answers.caughtUp(id));
        }
    }

    @Override
    public void skipped(TopicPartition partition, long count) throws IOException {
        dropped.increment(count);
        socket.send(Answers.skipped(id, partition, count));
    }

    @Override
    public void reset(TopicPartition partition, long fromOffset, long toOffset) throws IOException {
        socket.send(Answers.reset(id, partition, fromOffset, toOffset));
    }

    @Override
    public void refused(Rejected rejected) throws IOException {
        socket.send(Answers.error(id, rejected));
    }

    @Override
    public void tooSlow() {
        socket.close(CloseCode.SLOW_CONSUMER, "reads too slowly and asked for on_slow=close");
    }

    @Override
    public void flush() throws IOException {
        socket.flush();
    }

    @Override
    public void idle() {
        // The socket's own heartbeat does this for all its subscriptions.
    }
}
