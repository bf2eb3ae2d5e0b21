package io.taffrail.gateway.rest.v3;

import io.taffrail.gateway.json.IsoTime;
import io.taffrail.gateway.json.JsonBytes;
import io.taffrail.gateway.produce.NewRecord;
import io.taffrail.gateway.rest.Problem;
import io.taffrail.gateway.rest.ReportFormat;
import io.taffrail.gateway.rest.ReportWindow;
import org.jspecify.annotations.Nullable;

/** What version 3 says of each record: where it went, or an error in the place of that. */
final class RecordReports implements ReportFormat {

    /** Confluent's proxy ends each object of a stream so. */
    private static final String END = "\r\n";

    private final byte[] address;
    private final IsoTime time = new IsoTime();
    private final @Nullable RecordBody[] underWay = new @Nullable RecordBody[ReportWindow.PLACES];

    /** Set and read by the one thread that sends, before and while a record takes its place. */
    private @Nullable RecordBody next;

    RecordReports(String clusterId, String topic) {
        var fixed = new JsonBytes(128);
        fixed.ascii(",\"cluster_id\":").string(clusterId).ascii(",\"topic_name\":").string(topic);
        this.address = fixed.toByteArray();
    }

    /** Says what will take a place next. */
    void next(RecordBody record) {
        next = record;
    }

    @Override
    public void expected(int place, NewRecord record) {
        underWay[place] = next;
    }

    @Override
    public void delivered(JsonBytes out, int place, int partition, long offset, long timestampMs) {
        out.raw((byte) '{');
        members(out, underWay[place], partition, offset, timestampMs);
        out.raw((byte) '}').ascii(END);
        underWay[place] = null;
    }

    /** The report's members, without braces. */
    void members(
            JsonBytes out,
            @Nullable RecordBody record,
            int partition,
            long offset,
            long timestampMs) {
        out.ascii("\"error_code\":200").raw(address);
        out.ascii(",\"partition_id\":").number(partition);
        out.ascii(",\"offset\":").number(offset).ascii(",\"timestamp\":");
        time.write(out, timestampMs);
        if (record != null) {
            data(out, ",\"key\":", record.keyType(), record.record().key());
            data(out, ",\"value\":", record.valueType(), record.record().value());
        }
    }

    private static void data(
            JsonBytes out, String name, @Nullable String type, byte @Nullable [] bytes) {
        if (type != null) {
            out.ascii(name).ascii("{\"type\":").string(type);
            out.ascii(",\"size\":").number(bytes == null ? 0 : bytes.length).raw((byte) '}');
        }
    }

    @Override
    public void refused(JsonBytes out, Problem problem) {
        out.raw((byte) '{');
        error(out, problem);
        out.raw((byte) '}').ascii(END);
    }

    /** The status as the code, and what says more in the text, as Confluent's proxy has it. */
    static void error(JsonBytes out, Problem problem) {
        int code =
                switch (problem.errorCode()) {
                    // A record that nobody can write has a number of its own.
                    case 422 -> RecordSender.PAYLOAD;
                    case Problem.UNKNOWN_TOPIC -> Problem.UNKNOWN_TOPIC_PARTITION;
                    default -> problem.errorCode();
                };
        out.ascii("\"error_code\":").number(problem.status()).ascii(",\"message\":");
        out.string(
                code == problem.status()
                        ? problem.detail()
                        : "Error: " + code + " : " + problem.detail());
    }

    @Override
    public void ended(JsonBytes out, long okCount, long failedCount, @Nullable Problem problem) {
        if (problem != null) {
            refused(out, problem);
        }
    }
}
