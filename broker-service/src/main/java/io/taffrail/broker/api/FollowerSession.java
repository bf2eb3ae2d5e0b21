package io.taffrail.broker.api;

import io.taffrail.broker.link.LeaderSource.Round;
import io.taffrail.broker.link.LeaderSource.Wanted;
import io.taffrail.broker.partition.PartitionId;
import io.taffrail.protocol.api.Ids;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * A follower's side of a fetch session (KIP-227): says to the leader what differs from the request
 * before, and everything when there was none that counts. Kafka's own goes through all partitions
 * for each request; this one through those that changed, since a round may be one of thousands of
 * partitions in which one has a record.
 *
 * <p>Used by one request at a time.
 */
final class FollowerSession {

    private static final int NONE = 0;
    private static final int FIRST_EPOCH = 0;

    private final Map<PartitionId, Wanted> told = new HashMap<>();
    private final Map<WireKey, PartitionId> byWire = new HashMap<>();
    private int id = NONE;
    private int epoch = FIRST_EPOCH;

    private record WireKey(Uuid topicId, int partition) {}

    /** Whatever the leader knew, it does not know for certain: the next request says everything. */
    void startOver() {
        // With its number, so that the leader can drop it.
        epoch = FIRST_EPOCH;
    }

    /** Writes into the request what the leader is to know. */
    void fill(FetchRequestData request, Round round, int partitionBytesMax) {
        request.setSessionId(id).setSessionEpoch(epoch);
        if (epoch == FIRST_EPOCH) {
            told.clear();
            byWire.clear();
            round.all().forEach((each, want) -> tell(request, each, want, partitionBytesMax));
            return;
        }
        round.changed()
                .forEach((each, want) -> {
                    if (!want.equals(told.get(each))) {
                        tell(request, each, want, partitionBytesMax);
                    }
                });
        for (PartitionId each : round.paused()) {
            if (told.remove(each) != null) {
                forget(request, each);
            }
        }
    }

    private void tell(FetchRequestData request, PartitionId each, Wanted want, int bytesMax) {
        told.put(each, want);
        Uuid topicId = Ids.wire(each.topicId());
        byWire.put(new WireKey(topicId, each.partition()), each);
        var topics = request.topics();
        var last = topics.isEmpty() ? null : topics.getLast();
        if (last == null || !last.topicId().equals(topicId)) {
            last = new FetchRequestData.FetchTopic().setTopic(each.topic()).setTopicId(topicId);
            topics.add(last);
        }
        last.partitions()
                .add(
                        new FetchRequestData.FetchPartition()
                                .setPartition(each.partition())
                                .setFetchOffset(want.position().fetchOffset())
                                .setLogStartOffset(want.position().logStartOffset())
                                .setPartitionMaxBytes(bytesMax)
                                .setCurrentLeaderEpoch(want.leaderEpoch())
                                .setLastFetchedEpoch(
                                        Math.max(-1, want.position().lastFetchedEpoch())));
    }

    private void forget(FetchRequestData request, PartitionId gone) {
        Uuid topicId = Ids.wire(gone.topicId());
        byWire.remove(new WireKey(topicId, gone.partition()));
        var topic = new FetchRequestData.ForgottenTopic();
        topic.setTopic(gone.topic()).setTopicId(topicId).partitions().add(gone.partition());
        request.forgottenTopicsData().add(topic);
    }

    /**
     * @return whether the answer holds; otherwise the session is over, and the next request begins
     *     another one
     */
    boolean accept(FetchResponseData response) {
        if (response.errorCode() != Errors.NONE.code()) {
            if (response.errorCode() == Errors.FETCH_SESSION_ID_NOT_FOUND.code()) {
                id = NONE;
            }
            startOver();
            return false;
        }
        id = response.sessionId();
        if (id == NONE) {
            // The leader has no place for a session, or has just closed this one.
            startOver();
        } else {
            epoch = epoch == Integer.MAX_VALUE ? 1 : epoch + 1;
        }
        return true;
    }

    /** The partition that an answer is about, or null when it was not asked for. */
    @Nullable PartitionId asked(Uuid topicId, int partition) {
        return byWire.get(new WireKey(topicId, partition));
    }
}
