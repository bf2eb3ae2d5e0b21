package io.taffrail.gateway.ws;

import io.micrometer.core.instrument.Counter;
import io.taffrail.gateway.json.JsonBytes;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.gateway.rest.Problem;
import io.taffrail.gateway.stream.EncodedRecords;
import io.taffrail.gateway.stream.FetchedChunk;
import io.taffrail.gateway.stream.Framing;
import io.taffrail.gateway.stream.RecordSink;
import io.taffrail.gateway.stream.Subscription;
import io.taffrail.kernel.fault.Rejected;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Sends a subscription's records down a socket: as frames of one record each, which all sockets
 * share byte by byte, or as {@code records} frames around a shared run of records.
 */
final class SocketSink implements RecordSink {

    private static final byte RECORDS = 1;

    private final Socket socket;
    private final String id;
    private final boolean isWhatSocketIsFor;
    private final int number;
    private final Framing framing;
    private final Counter dropped;
    private final JsonBytes head;
    private final JsonBytes tail = new JsonBytes(64);

    /**
     * @param isWhatSocketIsFor the socket was opened for this subscription, and closes when it is
     *     refused: the client has nothing to send, and would wait for ever
     * @param number the subscription's number in binary frames
     * @param dropped counts records that a slow reader lost
     */
    SocketSink(
            Socket socket,
            String id,
            boolean isWhatSocketIsFor,
            int number,
            Framing framing,
            Counter dropped) {
        this.isWhatSocketIsFor = isWhatSocketIsFor;
        this.number = number;
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
        switch (framing) {
            case FRAME -> socket.sendFramesLater(records.bytes(), start, length);
            case BATCHES ->
                    socket.sendBinaryLater(
                            binaryHead(chunk.partition()), records.bytes(), start, length);
            // Without the comma of the last.
            case ELEMENT -> sendBatch(records.bytes(), start, length - 1, resume);
            case LINE, EVENT -> throw new IllegalStateException(framing + " is not for sockets");
        }
    }

    /** What stands before the batches; see docs/formats/websocket-binary.md. */
    private JsonBytes binaryHead(TopicPartition partition) {
        byte[] topic = partition.topic().getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes =
                ByteBuffer.allocate(1 + 2 + 2 + topic.length + 4)
                        .put(RECORDS)
                        .putShort((short) number)
                        .putShort((short) topic.length)
                        .put(topic)
                        .putInt(partition.partition());
        return new JsonBytes(bytes.capacity()).raw(bytes.array());
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
        var problem = Problem.of(rejected);
        socket.send(Answers.error(id, problem));
        if (isWhatSocketIsFor) {
            socket.close(CloseCode.ofStatus(problem.status()), problem.title());
        }
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
