package io.taffrail.protocol.wire;

import io.taffrail.kernel.metadata.FieldReader;
import io.taffrail.kernel.metadata.FieldWriter;
import java.util.List;
import org.apache.kafka.common.protocol.Message;
import org.jspecify.annotations.Nullable;

/**
 * Lines of the history, newest first. Version 0: error code (0 none), nullable text why, a list of
 * the fields of {@link HistoryLine}.
 */
public final class HistoryResponse extends FieldMessage {

    private short errorCode;
    private @Nullable String errorMessage;
    private List<HistoryLine> lines = List.of();

    public HistoryResponse() {
        super(ApiCatalog.HISTORY);
    }

    private HistoryResponse(
            short errorCode, @Nullable String errorMessage, List<HistoryLine> lines) {
        this();
        this.errorCode = errorCode;
        this.errorMessage = errorMessage;
        this.lines = lines;
    }

    public static HistoryResponse of(List<HistoryLine> lines) {
        return new HistoryResponse((short) 0, null, lines);
    }

    public static HistoryResponse error(short code, String message) {
        return new HistoryResponse(code, message, List.of());
    }

    public short errorCode() {
        return errorCode;
    }

    public @Nullable String errorMessage() {
        return errorMessage;
    }

    public List<HistoryLine> lines() {
        return lines;
    }

    @Override
    void write(FieldWriter out) {
        out.number(errorCode);
        out.nullableText(errorMessage);
        out.list(
                lines,
                line -> {
                    out.number(line.id());
                    out.number(line.timeMs());
                    out.text(line.kind());
                    out.text(line.resourceType());
                    out.text(line.resourceName());
                    out.text(line.principal());
                    out.nullableText(line.reason());
                    out.nullableText(line.beforeJson());
                    out.nullableText(line.afterJson());
                });
    }

    @Override
    void read(FieldReader in) {
        errorCode = (short) in.integer();
        errorMessage = in.nullableText();
        lines =
                in.list(() ->
                        new HistoryLine(
                                in.number(),
                                in.number(),
                                in.text(),
                                in.text(),
                                in.text(),
                                in.text(),
                                in.nullableText(),
                                in.nullableText(),
                                in.nullableText()));
    }

    @Override
    public Message duplicate() {
        return new HistoryResponse(errorCode, errorMessage, lines);
    }
}
