package io.taffrail.gateway.rest.v3;

import io.taffrail.gateway.json.JsonArray;
import io.taffrail.gateway.json.JsonBytes;
import io.taffrail.gateway.json.JsonObject;
import io.taffrail.gateway.produce.AwaitedDeliveries;
import io.taffrail.gateway.rest.Problem;
import io.taffrail.gateway.rest.ProblemException;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.metadata.TopicImage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One batch of version 3: {@code {"entries":[{"id":"1", record},..]}}. */
final class RecordBatch {

    /** Confluent's default for produce.batch.maximum.entries. */
    static final int ENTRIES_MAX = 10;

    private static final int ID_CHARS_MAX = 80;

    private final RecordSender sender;
    private final String clusterId;
    private final TopicImage topic;

    /**
     * @param body null when the record could not be read, for the reason that is given
     */
    private record Entry(String id, @Nullable RecordBody body, @Nullable Problem problem) {}

    RecordBatch(RecordSender sender, String clusterId, TopicImage topic) {
        this.sender = sender;
        this.clusterId = clusterId;
        this.topic = topic;
    }

    /**
     * Sends what can be sent and waits for it.
     *
     * @return the answer's body
     * @throws ProblemException 42208 when it is no batch, of which nothing is sent then
     */
    byte[] send(byte[] body) throws InterruptedException {
        List<Entry> entries = entries(body);
        List<RecordBody> sent = new ArrayList<>();
        for (Entry entry : entries) {
            if (entry.body() != null) {
                sent.add(entry.body());
            }
        }
        var deliveries = new AwaitedDeliveries(sent.size());
        for (int i = 0; i < sent.size(); i++) {
            sender.send(topic, sent.get(i).record(), deliveries, i);
        }
        deliveries.await();
        return answer(entries, deliveries);
    }

    private byte[] answer(List<Entry> entries, AwaitedDeliveries deliveries) {
        var reports = new RecordReports(clusterId, topic.name());
        var successes = new JsonBytes(256 * entries.size());
        var failures = new JsonBytes(128);
        int index = 0;
        for (Entry entry : entries) {
            Problem problem = entry.problem();
            if (entry.body() != null) {
                Rejected refusal = deliveries.refusal(index);
                problem = refusal == null ? null : Problem.of(refusal);
                if (problem == null) {
                    begin(successes, entry.id());
                    long timestampMs = deliveries.timestampMs(entry.body().record());
                    int partition = deliveries.partition(index);
                    long offset = deliveries.offset(index);
                    reports.members(successes, entry.body(), partition, offset, timestampMs);
                    successes.raw((byte) '}');
                }
                index++;
            }
            if (problem != null) {
                begin(failures, entry.id());
                RecordReports.error(failures, problem);
                failures.raw((byte) '}');
            }
        }
        var out = new JsonBytes(successes.size() + failures.size() + 64);
        out.ascii("{\"successes\":[").raw(successes.array(), 0, successes.size());
        out.ascii("],\"failures\":[").raw(failures.array(), 0, failures.size());
        return out.ascii("]}").toByteArray();
    }

    private static void begin(JsonBytes out, String id) {
        if (out.size() > 0) {
            out.raw((byte) ',');
        }
        out.ascii("{\"id\":").string(id).raw((byte) ',');
    }

    private List<Entry> entries(byte[] body) {
        JsonArray array = array(body);
        List<Entry> entries = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        while (array.next()) {
            if (!array.isObject()) {
                throw refused("entry " + entries.size() + " is no object");
            }
            String id = id(body, array, entries.size());
            if (!ids.add(id)) {
                throw refused("id " + id + " is given twice: each entry needs its own");
            }
            entries.add(entry(id, body, array));
        }
        if (entries.isEmpty() || entries.size() > ENTRIES_MAX) {
            throw refused(
                    "the batch has "
                            + entries.size()
                            + " entries, and may have 1 to "
                            + ENTRIES_MAX
                            + ": send more as a stream to /records");
        }
        return entries;
    }

    private Entry entry(String id, byte[] body, JsonArray at) {
        try {
            return new Entry(id, RecordBody.read(body, at.start(), at.end(), sender.nowMs()), null);
        } catch (RecordBody.Malformed e) {
            return new Entry(id, null, RecordSender.payload(String.valueOf(e.getMessage())));
        }
    }

    private static String id(byte[] body, JsonArray at, int index) {
        var members = new JsonObject(body, at.start(), at.end());
        while (members.next()) {
            if (members.name().equals("id") && members.isString()) {
                String id = members.text();
                if (!id.isEmpty() && id.length() <= ID_CHARS_MAX) {
                    return id;
                }
            }
        }
        throw refused("entry " + index + " has no id: give a string of 1 to " + ID_CHARS_MAX);
    }

    private static JsonArray array(byte[] body) {
        if (JsonObject.isObject(body, 0, body.length)) {
            var members = new JsonObject(body, 0, body.length);
            while (members.next()) {
                if (members.name().equals("entries") && members.isArray()) {
                    return members.array();
                }
            }
        }
        throw refused("the body is no JSON object with a list \"entries\"");
    }

    private static ProblemException refused(String detail) {
        return new ProblemException(
                new Problem(422, 42208, "produce-batch", "Bad batch", detail, false));
    }
}
