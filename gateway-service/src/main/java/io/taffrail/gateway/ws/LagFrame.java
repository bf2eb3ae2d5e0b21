package io.taffrail.gateway.ws;

import io.taffrail.gateway.json.JsonBytes;
import io.taffrail.gateway.lag.Lag;
import io.taffrail.gateway.lag.WatchedGroup;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** How far one group is behind, as a frame. */
final class LagFrame {

    private static final String DEAD = "Dead";

    private LagFrame() {}

    /**
     * @param hasPartitions whether each partition is told of, beside the sum
     */
    static JsonBytes of(String id, WatchedGroup group, boolean hasPartitions) {
        JsonBytes out = head(id, group.group(), group.state(), group.members());
        out.ascii(",\"lag\":").number(group.records()).ascii(",\"lag_seconds\":");
        seconds(out, group.seconds());
        if (hasPartitions) {
            out.ascii(",\"partitions\":[");
            boolean isFirst = true;
            for (Lag lag : group.lags()) {
                if (!isFirst) {
                    out.raw((byte) ',');
                }
                isFirst = false;
                partition(out, lag, group.nowMs());
            }
            out.raw((byte) ']');
        }
        return out.raw((byte) '}');
    }

    /** A group that was there before, in Kafka's word for one that is not. */
    static JsonBytes gone(String id, String group) {
        return head(id, group, DEAD, 0).ascii(",\"lag\":0,\"lag_seconds\":0").raw((byte) '}');
    }

    private static JsonBytes head(String id, String group, String state, int members) {
        JsonBytes out = Answers.begin("lag", id).ascii(",\"group\":").string(group);
        out.ascii(",\"state\":").string(state);
        return out.ascii(",\"members\":").number(members);
    }

    private static void partition(JsonBytes out, Lag lag, long nowMs) {
        out.ascii("{\"topic\":").string(lag.partition().topic());
        out.ascii(",\"partition\":").number(lag.partition().partition());
        Long committed = lag.committed();
        out.ascii(",\"committed\":");
        if (committed == null) {
            out.ascii("null");
        } else {
            out.number(committed);
        }
        out.ascii(",\"start\":").number(lag.startOffset());
        out.ascii(",\"end\":").number(lag.endOffset());
        out.ascii(",\"lag\":").number(lag.records()).ascii(",\"lag_seconds\":");
        seconds(out, lag.seconds(nowMs));
        out.raw((byte) '}');
    }

    /** In tenths: a group that stands still has a new number every second, and not more often. */
    private static void seconds(JsonBytes out, @Nullable Double seconds) {
        if (seconds == null) {
            out.ascii("null");
            return;
        }
        long tenths = Math.round(seconds * 10);
        out.number(tenths / 10);
        if (tenths % 10 != 0) {
            out.raw((byte) '.').number(tenths % 10);
        }
    }

    static boolean isSame(JsonBytes one, JsonBytes other) {
        return Arrays.equals(one.array(), 0, one.size(), other.array(), 0, other.size());
    }
}
