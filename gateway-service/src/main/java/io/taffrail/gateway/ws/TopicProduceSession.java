package io.taffrail.gateway.ws;

import io.taffrail.gateway.link.Acks;
import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.produce.AwaitedDeliveries;
import io.taffrail.gateway.produce.NewRecord;
import io.taffrail.gateway.produce.RecordEnvelope;
import io.taffrail.gateway.rest.Problem;
import io.taffrail.kernel.metadata.TopicImage;
import java.util.Arrays;
import java.util.List;

/** {@code /topics/{t}/produce}: each text frame is one record, and each is answered. */
final class TopicProduceSession implements Session {

    private final SocketServices services;
    private final String topic;
    private final Acks acks;
    private final boolean isEnvelope;
    private final Replies replies;

    /**
     * @param isEnvelope whether a frame is an envelope with key and value, and not the value itself
     */
    TopicProduceSession(
            Socket socket, SocketServices services, String topic, Acks acks, boolean isEnvelope) {
        this.services = services;
        this.topic = topic;
        this.acks = acks;
        this.isEnvelope = isEnvelope;
        this.replies = new Replies(socket);
    }

    @Override
    public void opened() {
        // The client speaks first.
    }

    @Override
    public void text(byte[] bytes, int from, int to) {
        long nowMs = services.clock().nowMs();
        NewRecord record;
        try {
            record =
                    isEnvelope
                            ? RecordEnvelope.parse(bytes, from, to, nowMs)
                            : new NewRecord(
                                    null,
                                    Arrays.copyOfRange(bytes, from, to),
                                    List.of(),
                                    NewRecord.ANY_PARTITION,
                                    nowMs);
        } catch (RecordEnvelope.Malformed e) {
            refuse(Problem.badRequest(String.valueOf(e.getMessage())));
            return;
        }
        switch (services.topics().findOrCreate(topic)) {
            case Answer.Refused<TopicImage> refused -> refuse(Problem.of(refused.rejected()));
            case Answer.Given<TopicImage> given -> {
                var delivery = new AwaitedDeliveries(1);
                services.producer()
                        .sendOne(
                                given.value(),
                                record,
                                acks,
                                services.topics().recordBytesMax(topic),
                                delivery);
                replies.add("", List.of(record), delivery);
            }
        }
    }

    private void refuse(Problem problem) {
        // In its turn: without an id, the client knows the answers by their order alone.
        replies.add(Answers.error("", problem));
    }

    @Override
    public void closed() {
        replies.stop();
    }
}
