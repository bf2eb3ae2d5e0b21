package io.taffrail.protocol.wire;

import io.taffrail.kernel.metadata.FieldReader;
import io.taffrail.kernel.metadata.FieldWriter;
import org.apache.kafka.common.protocol.Message;

/**
 * Asks a controller for lines of the history. Version 0: the fields of {@link HistoryQuery} in
 * order, as numbers and nullable texts.
 */
public final class HistoryRequest extends FieldMessage {

    private HistoryQuery query = HistoryQuery.newest(0);

    public HistoryRequest() {
        super(ApiCatalog.HISTORY);
    }

    public HistoryRequest(HistoryQuery query) {
        this();
        this.query = query;
    }

    public HistoryQuery query() {
        return query;
    }

    @Override
    void write(FieldWriter out) {
        out.number(query.beforeId());
        out.number(query.afterId());
        out.number(query.limit());
        out.nullableText(query.kind());
        out.nullableText(query.text());
        out.number(query.fromMs());
        out.number(query.toMs());
    }

    @Override
    void read(FieldReader in) {
        query =
                new HistoryQuery(
                        in.number(),
                        in.number(),
                        in.integer(),
                        in.nullableText(),
                        in.nullableText(),
                        in.number(),
                        in.number());
    }

    @Override
    public Message duplicate() {
        return new HistoryRequest(query);
    }
}
