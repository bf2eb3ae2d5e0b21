package io.taffrail.gateway.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.protocol.wire.HistoryLine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventSentencesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            nullValues = "-",
            value = {
                "LEADER_CHANGED | PARTITION | orders-0 | LEADER_FENCED | {'leader':1,'leaderEpoch':4}"
                        + " | {'leader':2,'leaderEpoch':5} | election"
                        + " | Broker 2 leads orders-0 since epoch 5; before: broker 1 (leader fenced)",
                "LEADER_CHANGED | PARTITION | orders-0 | LEADER_FENCED | {'leader':1,'leaderEpoch':4}"
                        + " | {'leader':-1,'leaderEpoch':5} | election"
                        + " | Nobody leads orders-0 since epoch 5; before: broker 1 (leader fenced)",
                "ISR_CHANGED | PARTITION | orders-0 | ISR_SHRUNK | {'isr':[1,2]} | {'isr':[1]} | isr"
                        + " | In sync for orders-0: 1; before: 1, 2 (isr shrunk)",
                "COORDINATOR_CHANGED | PARTITION | __consumer_offsets-3 | COORDINATOR_CHANGED"
                        + " | {'coordinator':1000} | {'coordinator':1001} | group"
                        + " | Gateway 1001 coordinates the groups of __consumer_offsets-3; before:"
                        + " gateway 1000 (coordinator changed)",
                "CONFIG_CHANGED | TOPIC | orders | - | {'retention.ms':'5'} | {'retention.ms':'6'}"
                        + " | config | Topic orders has retention.ms=6; before: retention.ms=5",
                "CONFIG_CHANGED | BROKER | 2 | - | {'broker.drain':'true'} | - | config"
                        + " | Broker 2 no longer has broker.drain=true",
                "TOPIC_CREATED | TOPIC | orders | - | - | {'partitions':1,'replicationFactor':3}"
                        + " | topic | Topic orders was created with 1 partition on 3 replicas each",
                "NODE_FENCED | NODE | 1001 | - | - | - | node"
                        + " | Gateway 1001 was fenced: the cluster goes on without it",
                "HISTORY_GAP | CLUSTER | x | - | - | - | admin | History gap: the cluster",
            })
    void aLineOfTheHistoryIsOneSentence(
            String type,
            String resourceType,
            String resource,
            String reason,
            String before,
            String after,
            String kind,
            String text) {
        var event =
                EventSentences.event(
                        new HistoryLine(
                                9,
                                1_000,
                                type,
                                resourceType,
                                resource,
                                "User:ann",
                                reason,
                                json(before),
                                json(after)));
        assertThat(event.text()).isEqualTo(text);
        assertThat(event.kind()).isEqualTo(kind);
        assertThat(event.who()).isEqualTo("User:ann");
    }

    @Test
    void whatCannotBeReadIsToldAsItStandsThere() {
        var event =
                EventSentences.event(
                        new HistoryLine(
                                9, 1, "TOPIC_DELETED", "TOPIC", "t", "User:x", null, "{", null));
        assertThat(event.before()).isNotNull();
        assertThat(event.before().asString()).isEqualTo("{");
        assertThat(event.text()).isEqualTo("Topic t was deleted");
    }

    @Test
    void aKindStandsForAllOfItsTypes() {
        assertThat(EventSentences.types("")).isNull();
        assertThat(EventSentences.types("topic"))
                .isEqualTo("PARTITIONS_ADDED,TOPIC_CREATED,TOPIC_DELETED");
        assertThat(EventSentences.types("isr,leader_changed"))
                .isEqualTo("ISR_CHANGED,LEADER_CHANGED");
    }

    private static String json(String text) {
        return text == null ? null : text.replace('\'', '"');
    }
}
