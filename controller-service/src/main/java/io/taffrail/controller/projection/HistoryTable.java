package io.taffrail.controller.projection;

import io.taffrail.protocol.wire.HistoryLine;
import io.taffrail.protocol.wire.HistoryQuery;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Reads the history for other nodes, as it was written: by id, newest first. Apart from {@link
 * HistoryViews}, which needs Hibernate and counts whole results for its pages. Waits for the
 * database.
 */
public final class HistoryTable {

    private static final String COLUMNS =
            "select id, time_ms, kind, resource_type, resource_name, principal, reason, before_json,"
                    + " after_json from history_event where id < ? and id > ?";

    private final JdbcTemplate jdbc;

    public HistoryTable(DataSource source) {
        this.jdbc = new JdbcTemplate(source);
    }

    /** The newest lines that fit, newest first. */
    public List<HistoryLine> lines(HistoryQuery query) {
        var sql = new StringBuilder(COLUMNS);
        List<Object> values = new ArrayList<>(List.of(query.beforeId(), query.afterId()));
        if (query.fromMs() > 0) {
            sql.append(" and time_ms >= ?");
            values.add(query.fromMs());
        }
        if (query.toMs() < Long.MAX_VALUE) {
            sql.append(" and time_ms < ?");
            values.add(query.toMs());
        }
        String kinds = query.kind();
        if (kinds != null) {
            List<String> each = List.of(kinds.split(","));
            sql.append(" and kind in (?").append(", ?".repeat(each.size() - 1)).append(')');
            values.addAll(each);
        }
        String text = query.text();
        if (text != null) {
            sql.append(
                    " and (locate(?, lower(resource_name)) > 0 or locate(?, lower(principal)) > 0"
                            + " or locate(?, lower(kind)) > 0)");
            String lower = text.toLowerCase(Locale.ROOT);
            values.addAll(List.of(lower, lower, lower));
        }
        sql.append(" order by id desc limit ?");
        values.add(query.limit());
        return jdbc.query(sql.toString(), (row, _) -> line(row), values.toArray());
    }

    private static HistoryLine line(ResultSet row) throws SQLException {
        return new HistoryLine(
                row.getLong("id"),
                row.getLong("time_ms"),
                row.getString("kind"),
                row.getString("resource_type"),
                row.getString("resource_name"),
                row.getString("principal"),
                row.getString("reason"),
                row.getString("before_json"),
                row.getString("after_json"));
    }
}
