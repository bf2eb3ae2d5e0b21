package io.taffrail.cli;

import java.io.PrintStream;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;
import tools.jackson.databind.ObjectMapper;

/**
 * Text for people or JSON for programs; mixed into every command that prints. In JSON one thing is
 * one line: a list is as many objects, so that {@code jq}, {@code grep} and {@code head} work on
 * it.
 */
public final class Output {

    private static final ObjectMapper JSON = new ObjectMapper();

    public enum Format {
        text,
        json
    }

    @Option(
            names = "--format",
            paramLabel = "text|json",
            defaultValue = "text",
            description = "How to print: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Format format = Format.text;

    public boolean isJson() {
        return format == Format.json;
    }

    public static void json(PrintStream out, Object value) {
        out.println(JSON.writeValueAsString(value));
    }

    public static void jsonLines(PrintStream out, Collection<?> values) {
        values.forEach(value -> json(out, value));
    }

    /** Rows in columns as wide as their widest word. */
    public static void table(PrintStream out, List<String> header, List<List<String>> rows) {
        int[] widths = new int[header.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = header.get(i).length();
            for (List<String> row : rows) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        line(out, header, widths);
        rows.forEach(row -> line(out, row, widths));
    }

    public static void lines(PrintStream out, Map<String, ?> values) {
        values.forEach((name, value) -> out.println(name + ": " + value));
    }

    private static void line(PrintStream out, List<String> cells, int[] widths) {
        var line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            line.append(cells.get(i));
            boolean isLast = i == widths.length - 1;
            line.repeat(' ', isLast ? 0 : widths[i] - cells.get(i).length() + 2);
        }
        out.println(line);
    }
}
