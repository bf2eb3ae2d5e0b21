package io.taffrail.broker.api;

import io.taffrail.broker.api.FetchSession.Key;
import io.taffrail.broker.partition.Partitions;
import io.taffrail.broker.replication.ReplicationThrottle;
import io.taffrail.kernel.runtime.Clock;
import io.taffrail.protocol.api.Ids;
import io.taffrail.protocol.server.ApiHandler;
import io.taffrail.protocol.server.ApiRange;
import io.taffrail.protocol.server.Exchange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchRequestData.ForgottenTopic;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * Fetch 4–18 (KIP-74 byte bounds, KIP-227 sessions, KIP-320 epochs, KIP-392 reads at followers,
 * KIP-516 topic ids). Finds out what is asked for; {@link Fetching} then answers, at once or when
 * there is enough.
 */
final class FetchHandler implements ApiHandler {

    private static final ApiRange RANGE = ApiRange.of(ApiKeys.FETCH, 4, 18);
    private static final int TOPIC_IDS_FROM = 13;
    private static final int SESSIONS_MAX = 1_000;

    private final Partitions partitions;
    private final ReadReplicas replicas;
    private final ReplicationThrottle throttle;
    private final Clock clock;
    private final FetchSessions sessions;

    FetchHandler(
            Partitions partitions,
            ReadReplicas replicas,
            ReplicationThrottle throttle,
            Clock clock,
            RandomGenerator random) {
        this.partitions = partitions;
        this.replicas = replicas;
        this.throttle = throttle;
        this.clock = clock;
        this.sessions = new FetchSessions(SESSIONS_MAX, clock, random);
    }

    @Override
    public ApiRange range() {
        return RANGE;
    }

    @Override
    public void handle(Exchange exchange) {
        var request = exchange.request(FetchRequestData.class);
        Reader reader = Reader.of(request, exchange.version());
        if (reader.isReplica()) {
            // Here and not where it is read: what has not changed in a session is not looked at.
            partitions.fetchedBy(reader.replicaId());
        }
        boolean byId = exchange.version() >= TOPIC_IDS_FROM;
        Map<Key, FetchPartition> asked = asked(request, byId);
        FetchSessions.Lookup lookup =
                sessions.begin(
                        request.sessionId(),
                        request.sessionEpoch(),
                        asked,
                        forgotten(request, byId));
        if (lookup.error() != Errors.NONE) {
            exchange.respond(new FetchResponseData().setErrorCode(lookup.error().code()));
            return;
        }
        new Fetching(exchange, request, asked, lookup, partitions, replicas, throttle, clock)
                .begin();
    }

    int sessionCount() {
        return sessions.size();
    }

    private static Map<Key, FetchPartition> asked(FetchRequestData request, boolean byId) {
        Map<Key, FetchPartition> asked = new LinkedHashMap<>();
        for (FetchTopic topic : request.topics()) {
            for (FetchPartition partition : topic.partitions()) {
                asked.put(
                        new Key(
                                byId ? "" : topic.topic(),
                                byId ? Ids.java(topic.topicId()) : null,
                                partition.partition()),
                        partition);
            }
        }
        return asked;
    }

    private static List<Key> forgotten(FetchRequestData request, boolean byId) {
        var forgotten = new ArrayList<Key>();
        for (ForgottenTopic topic : request.forgottenTopicsData()) {
            for (int partition : topic.partitions()) {
                forgotten.add(
                        new Key(
                                byId ? "" : topic.topic(),
                                byId ? Ids.java(topic.topicId()) : null,
                                partition));
            }
        }
        return forgotten;
    }
}
