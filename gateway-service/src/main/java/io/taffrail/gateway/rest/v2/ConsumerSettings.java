package io.taffrail.gateway.rest.v2;

import io.taffrail.gateway.consume.PullOptions;
import io.taffrail.gateway.consume.PullOptions.Reset;
import io.taffrail.gateway.json.DataFormat;
import io.taffrail.gateway.rest.Problem;
import io.taffrail.gateway.rest.ProblemException;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a new consumer asks for, in the names of Confluent's proxy and of Strimzi's. Where neither
 * says anything, Kafka's defaults hold: records from the log's end, committed by the consumer
 * itself.
 */
final class ConsumerSettings {

    private static final int TIMEOUT_MS_DEFAULT = 1_000;
    private static final int TIMEOUT_MS_MAX = 30_000;
    private static final int BYTES_MIN_MAX = 10_000_000;

    private ConsumerSettings() {}

    static PullOptions options(Map<String, String> settings) {
        requireIsolation(settings.get("isolation.level"));
        return new PullOptions(
                format(settings.getOrDefault("format", "binary")),
                reset(settings.getOrDefault("auto.offset.reset", "latest")),
                commitsItself(settings),
                bounded(settings, "fetch.min.bytes", 1, BYTES_MIN_MAX),
                bounded(
                        settings,
                        "consumer.request.timeout.ms",
                        TIMEOUT_MS_DEFAULT,
                        TIMEOUT_MS_MAX));
    }

    private static DataFormat format(String name) {
        DataFormat format = formatOf(name.toLowerCase(Locale.ROOT));
        if (format == null) {
            throw invalid(
                    "format "
                            + name
                            + " is not known: use json, binary or text (schemas' formats need a"
                            + " registry, which this gateway does not have)");
        }
        return format;
    }

    /** The format of that name in media types, or null. */
    static @Nullable DataFormat formatOf(String name) {
        return switch (name) {
            case "json" -> DataFormat.JSON;
            case "binary" -> DataFormat.PLAIN_BASE64;
            case "text" -> DataFormat.STRING;
            default -> null;
        };
    }

    /** The name of the format in media types. */
    static String nameOf(DataFormat format) {
        return switch (format) {
            case JSON, AUTO -> "json";
            case STRING -> "text";
            case BASE64, PLAIN_BASE64 -> "binary";
        };
    }

    private static Reset reset(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "earliest", "smallest" -> Reset.EARLIEST;
            case "latest", "largest" -> Reset.LATEST;
            case "none" -> Reset.NONE;
            default ->
                    throw invalid(
                            "auto.offset.reset "
                                    + name
                                    + " is not known: use earliest, latest or none");
        };
    }

    private static boolean commitsItself(Map<String, String> settings) {
        String name =
                settings.containsKey("auto.commit.enable")
                        ? "auto.commit.enable"
                        : "enable.auto.commit";
        String value = settings.getOrDefault(name, "true");
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw invalid(name + " " + value + " is neither true nor false");
        };
    }

    /** Nothing here writes transactions, so what is committed and what is there are the same. */
    private static void requireIsolation(@Nullable String level) {
        if (level != null
                && !level.equalsIgnoreCase("read_committed")
                && !level.equalsIgnoreCase("read_uncommitted")) {
            throw invalid(
                    "isolation.level "
                            + level
                            + " is not known: use read_committed or read_uncommitted");
        }
    }

    /** A number from 1, or -1 for the default. */
    private static int bounded(Map<String, String> settings, String name, int otherwise, int max) {
        String text = settings.get(name);
        if (text == null || text.equals("-1")) {
            return otherwise;
        }
        long number;
        try {
            number = Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw invalid(name + " " + text + " is no number");
        }
        if (number < 1 || number > max) {
            throw new ProblemException(
                    new Problem(
                            400,
                            40001,
                            "consumer-setting",
                            "Consumer setting out of bounds",
                            name + " " + text + " is not from 1 to " + max + ", nor -1",
                            false));
        }
        return (int) number;
    }

    private static ProblemException invalid(String detail) {
        return new ProblemException(
                new Problem(
                        422, 42204, "consumer-setting", "Invalid consumer setting", detail, false));
    }
}
