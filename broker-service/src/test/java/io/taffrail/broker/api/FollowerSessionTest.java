package io.taffrail.broker.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.broker.link.LeaderSource.Round;
import io.taffrail.broker.link.LeaderSource.Wanted;
import io.taffrail.broker.partition.PartitionId;
import io.taffrail.broker.replication.ReplicaPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

/** What a follower says of many partitions, when few of them change (KIP-227). */
class FollowerSessionTest {

    private static final PartitionId FIRST = new PartitionId("orders", new UUID(0, 1), 0);
    private static final PartitionId SECOND = new PartitionId("orders", new UUID(0, 1), 1);

    private final FollowerSession session = new FollowerSession();

    @Test
    void theFirstRequestSaysEverythingAndTheNextOnlyWhatHasChanged() {
        var all = Map.of(FIRST, at(10), SECOND, at(20));
        assertThat(said(new Round(all, Set.of(), all))).containsOnly("0@10", "1@20");
        answer(7);
        var after = Map.of(FIRST, at(11), SECOND, at(20));
        assertThat(said(new Round(Map.of(FIRST, at(11)), Set.of(), after))).containsOnly("0@11");
    }

    @Test
    void whoWantsTheSameAgainIsNotSaidAgain() {
        var all = Map.of(FIRST, at(10));
        said(new Round(all, Set.of(), all));
        answer(7);
        assertThat(said(new Round(all, Set.of(), all))).isEmpty();
    }

    @Test
    void whoPausesIsForgottenAndSaidAnewWhenItGoesOn() {
        var all = Map.of(FIRST, at(10), SECOND, at(20));
        said(new Round(all, Set.of(), all));
        answer(7);
        var request = request(new Round(Map.of(), Set.of(SECOND), Map.of(FIRST, at(10))));
        assertThat(request.forgottenTopicsData().getFirst().partitions()).containsExactly(1);
        answer(7);
        assertThat(said(new Round(Map.of(SECOND, at(20)), Set.of(), all))).containsOnly("1@20");
    }

    @Test
    void afterALostAnswerEverythingIsSaidAgainUnderTheSameNumber() {
        var all = Map.of(FIRST, at(10), SECOND, at(20));
        said(new Round(all, Set.of(), all));
        answer(7);
        session.startOver();
        var request = request(new Round(Map.of(), Set.of(), all));
        assertThat(request.sessionId()).isEqualTo(7);
        assertThat(request.sessionEpoch()).isZero();
        assertThat(words(request)).containsOnly("0@10", "1@20");
    }

    @Test
    void aSessionThatTheLeaderHasForgottenBeginsAnew() {
        var all = Map.of(FIRST, at(10));
        said(new Round(all, Set.of(), all));
        answer(7);
        boolean holds =
                session.accept(
                        new FetchResponseData()
                                .setErrorCode(Errors.FETCH_SESSION_ID_NOT_FOUND.code()));
        assertThat(holds).isFalse();
        var request = request(new Round(Map.of(), Set.of(), all));
        assertThat(request.sessionId()).isZero();
        assertThat(words(request)).containsOnly("0@10");
    }

    private void answer(int sessionId) {
        assertThat(session.accept(new FetchResponseData().setSessionId(sessionId))).isTrue();
    }

    private List<String> said(Round round) {
        return words(request(round));
    }

    private FetchRequestData request(Round round) {
        var request = new FetchRequestData();
        session.fill(request, round, 1_000);
        return request;
    }

    private static List<String> words(FetchRequestData request) {
        var words = new ArrayList<String>();
        request.topics()
                .forEach(topic ->
                        topic.partitions()
                                .forEach(each ->
                                        words.add(each.partition() + "@" + each.fetchOffset())));
        return words;
    }

    private static Wanted at(long offset) {
        return new Wanted(3, new ReplicaPosition(offset, 3, 0));
    }
}
