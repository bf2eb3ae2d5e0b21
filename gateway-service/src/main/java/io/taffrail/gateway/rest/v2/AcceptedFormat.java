package io.taffrail.gateway.rest.v2;

import io.taffrail.gateway.json.DataFormat;
import io.taffrail.gateway.rest.HttpCall;
import io.taffrail.gateway.rest.Problem;
import io.taffrail.gateway.rest.ProblemException;
import java.util.Locale;
import java.util.regex.Pattern;

/** The media type of an answer with records, which must be the format that its consumer has. */
final class AcceptedFormat {

    private static final Pattern WITH_FORMAT =
            Pattern.compile("application/vnd\\.kafka\\.([a-z]+)\\.v[12]\\+json");
    private static final String JSON = "application/json";

    private AcceptedFormat() {}

    /**
     * @throws ProblemException 40601 when Accept names other formats only, 406 when it names none
     *     of ours
     */
    static String mediaType(HttpCall call, DataFormat format) {
        String ours = "application/vnd.kafka." + ConsumerSettings.nameOf(format) + ".v2+json";
        String header = call.header("Accept");
        if (header == null || header.isBlank()) {
            return ours;
        }
        String accept = header.toLowerCase(Locale.ROOT);
        var formats = WITH_FORMAT.matcher(accept);
        boolean namesFormats = false;
        while (formats.find()) {
            namesFormats = true;
            if (formats.group(1).equals(ConsumerSettings.nameOf(format))) {
                return ours;
            }
        }
        boolean takesAny =
                accept.contains("*/*")
                        || accept.contains("application/*")
                        || accept.contains("application/vnd.kafka.v2+json")
                        || accept.contains("application/vnd.kafka+json");
        if (takesAny) {
            return ours;
        }
        if (accept.contains(JSON)) {
            return JSON;
        }
        throw new ProblemException(
                new Problem(
                        406,
                        namesFormats ? 40601 : 406,
                        "not-acceptable",
                        "Not acceptable",
                        "Accept is "
                                + header
                                + ", and the consumer was made with the format "
                                + ConsumerSettings.nameOf(format)
                                + ": accept "
                                + ours,
                        false));
    }
}
