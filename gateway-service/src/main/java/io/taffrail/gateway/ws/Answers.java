package io.taffrail.gateway.ws;

import io.taffrail.gateway.json.IsoTime;
import io.taffrail.gateway.json.JsonBytes;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.gateway.produce.AwaitedDeliveries;
import io.taffrail.gateway.produce.NewRecord;
import io.taffrail.gateway.rest.Problem;
import io.taffrail.gateway.stream.Subscription;
import io.taffrail.kernel.fault.Rejected;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The frames that a server sends in {@code json.v1}, except those of records. */
final class Answers {

    private Answers() {}

    /**
     * @param number by which binary frames name the subscription, or -1
     * @param ends of the partitions where they are known
     */
    static JsonBytes subscribed(
            String id, int number, Subscription subscription, Map<TopicPartition, Long> ends) {
        JsonBytes out = begin("subscribed", id);
        if (number >= 0) {
            out.ascii(",\"number\":").number(number);
        }
        out.ascii(",\"partitions\":[");
        boolean isFirst = true;
        for (Subscription.Cursor cursor : subscription.cursors()) {
            if (!isFirst) {
                out.raw((byte) ',');
            }
            isFirst = false;
            out.ascii("{\"topic\":").string(cursor.partition().topic());
            out.ascii(",\"partition\":").number(cursor.partition().partition());
            out.ascii(",\"position\":").number(cursor.position());
            Long end = ends.get(cursor.partition());
            if (end != null) {
                out.ascii(",\"end\":").number(end);
            }
            out.raw((byte) '}');
        }
        out.ascii("],\"resume\":").string(subscription.resumeToken().toString());
        return out.raw((byte) '}');
    }

    /**
     * @param number by which binary frames name the subscription, or -1
     */
    static JsonBytes joining(String id, int number, String group, String memberId) {
        JsonBytes out = begin("subscribed", id);
        if (number >= 0) {
            out.ascii(",\"number\":").number(number);
        }
        out.ascii(",\"group\":").string(group).ascii(",\"member\":").string(memberId);
        return out.raw((byte) '}');
    }

    static JsonBytes partitions(String type, String id, Collection<TopicPartition> partitions) {
        JsonBytes out = begin(type, id).ascii(",\"partitions\":[");
        boolean isFirst = true;
        for (TopicPartition partition : partitions) {
            out.ascii(isFirst ? "{\"topic\":" : ",{\"topic\":").string(partition.topic());
            out.ascii(",\"partition\":").number(partition.partition()).raw((byte) '}');
            isFirst = false;
        }
        return out.ascii("]}");
    }

    static JsonBytes acked(String id, Map<TopicPartition, Long> lastOffsets) {
        JsonBytes out = begin("acked", id).ascii(",\"offsets\":[");
        boolean isFirst = true;
        for (Map.Entry<TopicPartition, Long> each : lastOffsets.entrySet()) {
            out.ascii(isFirst ? "{\"topic\":" : ",{\"topic\":").string(each.getKey().topic());
            out.ascii(",\"partition\":").number(each.getKey().partition());
            out.ascii(",\"offset\":").number(each.getValue()).raw((byte) '}');
            isFirst = false;
        }
        return out.ascii("]}");
    }

    static JsonBytes caughtUp(String id) {
        return begin("caught_up", id).raw((byte) '}');
    }

    static JsonBytes skipped(String id, TopicPartition partition, long count) {
        JsonBytes out = begin("skipped", id);
        place(out, partition);
        return out.ascii(",\"count\":").number(count).raw((byte) '}');
    }

    static JsonBytes reset(String id, TopicPartition partition, long from, long to) {
        JsonBytes out = begin("reset", id).ascii(",\"reason\":\"out_of_range\"");
        place(out, partition);
        return out.ascii(",\"from\":").number(from).ascii(",\"to\":").number(to).raw((byte) '}');
    }

    static JsonBytes done(String type, String id) {
        return begin(type, id).raw((byte) '}');
    }

    static JsonBytes error(String id, Rejected rejected) {
        return error(id, Problem.of(rejected));
    }

    static JsonBytes error(String id, Problem problem) {
        JsonBytes out = begin("error", id);
        out.ascii(",\"error_code\":").number(problem.errorCode());
        out.ascii(",\"status\":").number(problem.status());
        out.ascii(",\"title\":").string(problem.title());
        out.ascii(",\"detail\":").string(problem.detail());
        return out.ascii(",\"retryable\":")
                .ascii(problem.retryable() ? "true" : "false")
                .raw((byte) '}');
    }

    static JsonBytes produced(String id, List<NewRecord> records, AwaitedDeliveries deliveries) {
        JsonBytes out = begin("produced", id).ascii(",\"results\":[");
        var time = new IsoTime();
        for (int i = 0; i < records.size(); i++) {
            if (i > 0) {
                out.raw((byte) ',');
            }
            Rejected refusal = deliveries.refusal(i);
            if (refusal != null) {
                out.ascii("{\"error\":");
                Problem.of(refusal).appendError(out);
                out.raw((byte) '}');
            } else {
                out.ascii("{\"partition\":").number(deliveries.partition(i));
                if (deliveries.offset(i) >= 0) {
                    out.ascii(",\"offset\":").number(deliveries.offset(i));
                }
                out.ascii(",\"timestamp\":");
                time.write(out, deliveries.timestampMs(records.get(i)));
                out.raw((byte) '}');
            }
        }
        return out.ascii("]}");
    }

    static JsonBytes goingAway(int reconnectAfterMs) {
        return begin("going_away", "")
                .ascii(",\"reconnect_after_ms\":")
                .number(reconnectAfterMs)
                .raw((byte) '}');
    }

    static JsonBytes begin(String type, String id) {
        JsonBytes out = new JsonBytes(128).ascii("{\"type\":\"").ascii(type).raw((byte) '"');
        if (!id.isEmpty()) {
            out.ascii(",\"id\":").string(id);
        }
        return out;
    }

    private static void place(JsonBytes out, TopicPartition partition) {
        out.ascii(",\"topic\":").string(partition.topic());
        out.ascii(",\"partition\":").number(partition.partition());
    }
}
