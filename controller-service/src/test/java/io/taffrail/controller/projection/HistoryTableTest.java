package io.taffrail.controller.projection;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.taffrail.protocol.wire.HistoryLine;
import io.taffrail.protocol.wire.HistoryQuery;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** The history as gateways read it. */
class HistoryTableTest {

    private HikariDataSource source;
    private HistoryTable table;

    @BeforeEach
    void fill() {
        source =
                ProjectionDatabase.open(
                        "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "", 2);
        table = new HistoryTable(source);
        line(1, "TOPIC_CREATED", "orders", "User:ann");
        line(2, "LEADER_CHANGED", "orders-0", "Controller");
        line(3, "TOPIC_CREATED", "bills", "User:bob");
        line(4, "LEADER_CHANGED", "bills-0", "Controller");
    }

    @AfterEach
    void close() {
        source.close();
    }

    @Test
    void theNewestLinesComeFirst() {
        assertThat(ids(HistoryQuery.newest(3))).containsExactly(4L, 3L, 2L);
        HistoryLine newest = table.lines(HistoryQuery.newest(1)).getFirst();
        assertThat(newest)
                .isEqualTo(
                        new HistoryLine(
                                4,
                                4_000,
                                "LEADER_CHANGED",
                                "PARTITION",
                                "bills-0",
                                "Controller",
                                "WHY",
                                null,
                                "{\"a\":4}"));
    }

    @Test
    void aPageGoesOnBeforeAnIdAndNewLinesAreAfterOne() {
        assertThat(ids(query(4, -1, null, null, 0, Long.MAX_VALUE))).containsExactly(3L, 2L, 1L);
        assertThat(ids(HistoryQuery.newest(10).after(2))).containsExactly(4L, 3L);
    }

    @Test
    void linesAreFoundByKindTextAndTime() {
        long all = Long.MAX_VALUE;
        assertThat(ids(query(all, -1, "TOPIC_CREATED", null, 0, all))).containsExactly(3L, 1L);
        assertThat(ids(query(all, -1, "TOPIC_CREATED,LEADER_CHANGED", "ORDERS", 0, all)))
                .containsExactly(2L, 1L);
        assertThat(ids(query(all, -1, null, "bob", 0, all))).containsExactly(3L);
        assertThat(ids(query(all, -1, null, "leader", 0, all))).containsExactly(4L, 2L);
        assertThat(ids(query(all, -1, null, null, 2_000, 4_000))).containsExactly(3L, 2L);
        assertThat(ids(query(all, -1, null, "%", 0, all))).isEmpty();
    }

    private List<Long> ids(HistoryQuery query) {
        return table.lines(query).stream().map(HistoryLine::id).toList();
    }

    private static HistoryQuery query(
            long before, long after, String kind, String text, long fromMs, long toMs) {
        return new HistoryQuery(before, after, 10, kind, text, fromMs, toMs);
    }

    private void line(long id, String kind, String resource, String principal) {
        new JdbcTemplate(source)
                .update(
                        "insert into history_event (id, log_index, time_ms, kind, resource_type,"
                                + " resource_name, principal, reason, after_json)"
                                + " values (?, ?, ?, ?, 'PARTITION', ?, ?, 'WHY', ?)",
                        id,
                        id,
                        id * 1_000,
                        kind,
                        resource,
                        principal,
                        "{\"a\":" + id + "}");
    }
}
