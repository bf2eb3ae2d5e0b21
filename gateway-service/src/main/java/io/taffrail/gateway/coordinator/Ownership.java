package io.taffrail.gateway.coordinator;

import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.PartitionReader;
import io.taffrail.gateway.link.TopicPartition;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Asks a shard's partition whether this gateway's leader epoch is still its current one. A gateway
 * may lose a shard without having heard of it yet, and its successor may have written. Who asks
 * while a question is under way waits for the next: the answer must be younger than the asking.
 * Owned by the loop.
 */
final class Ownership {

    private final ShardPorts ports;
    private final TopicPartition partition;
    private List<Consumer<Boolean>> waiting = new ArrayList<>();
    private boolean isAsking;

    Ownership(ShardPorts ports, TopicPartition partition) {
        this.ports = ports;
        this.partition = partition;
    }

    /**
     * @param leaderEpoch by which the partition must go
     * @param onAnswer called on the loop
     */
    void confirm(int leaderEpoch, Consumer<Boolean> onAnswer) {
        waiting.add(isCurrent -> onAnswer.accept(isCurrent && isKnownAs(leaderEpoch)));
        if (!isAsking) {
            ask();
        }
    }

    /** The question goes out under the epoch of the image, which may be a later one by now. */
    private boolean isKnownAs(int leaderEpoch) {
        var image = ports.image().get().partition(partition.topic(), partition.partition());
        return image != null && image.leaderEpoch() == leaderEpoch;
    }

    private void ask() {
        isAsking = true;
        List<Consumer<Boolean>> asking = waiting;
        waiting = new ArrayList<>();
        ports.reader()
                .offset(partition, PartitionReader.LATEST)
                .thenAccept(answer -> ports.loop().execute(() -> onAnswer(asking, answer)));
    }

    private void onAnswer(List<Consumer<Boolean>> asking, Answer<Long> answer) {
        isAsking = false;
        boolean isCurrent = answer instanceof Answer.Given<Long>;
        asking.forEach(each -> each.accept(isCurrent));
        if (!waiting.isEmpty()) {
            ask();
        }
    }
}
