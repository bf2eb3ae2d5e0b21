package io.taffrail.gateway.rest;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;

/** Describes the consumers of version 2 of the REST proxies, which are a plain servlet too. */
final class ConsumersDescription {

    private static final String RETRY =
            "the number that the batch is to have, which counts the polls from 1: that of the last"
                    + " one (header Kafka-Batch) gives the same records again, the number after it"
                    + " the next. Who always sends it can repeat any poll whose answer was lost";

    private ConsumersDescription() {}

    static void describe(OpenAPI api) {
        api.path(
                "/consumers/{group}",
                new PathItem()
                        .post(
                                operation(
                                                "Make a consumer",
                                                "Makes an instance: name, format (binary, json,"
                                                        + " text), auto.offset.reset,"
                                                        + " auto.commit.enable, fetch.min.bytes,"
                                                        + " consumer.request.timeout.ms.",
                                                "200")
                                        .addParametersItem(path("group"))));
        api.path(instance(""), item().delete(operation("Delete it", "Commits and leaves.", "204")));
        api.path(
                instance("/subscription"),
                item().post(operation("Subscribe", "To topics, or to a topic_pattern.", "204"))
                        .get(operation("Subscription", "Its topics.", "200"))
                        .delete(operation("Unsubscribe", "Reads nothing more.", "204")));
        api.path(
                instance("/assignments"),
                item().post(operation("Assign", "Reads exactly these partitions.", "204"))
                        .get(operation("Assignments", "The partitions that it reads.", "200")));
        api.path(
                instance("/records"),
                item().get(
                                operation(
                                                "Poll",
                                                "The next records. With auto commit they count as"
                                                        + " processed when the next poll comes.",
                                                "200")
                                        .addParametersItem(query("timeout", "ms to wait, to 60000"))
                                        .addParametersItem(
                                                query("max_bytes", "of the answer, to 64 MiB"))
                                        .addParametersItem(query("retry", RETRY))));
        api.path(
                instance("/offsets"),
                item().post(
                                operation(
                                        "Commit",
                                        "Offsets of the last records processed; without a body,"
                                                + " all that was delivered.",
                                        "200"))
                        .get(
                                operation("Committed", "Of the partitions in body or query.", "200")
                                        .addParametersItem(query("partition", "topic:0"))));
        api.path(
                instance("/positions"),
                item().post(operation("Seek", "To offsets, or to timestamps.", "204")));
        api.path(
                instance("/positions/beginning"),
                item().post(operation("Seek to the beginning", "Of these partitions.", "204")));
        api.path(
                instance("/positions/end"),
                item().post(operation("Seek to the end", "Of these partitions.", "204")));
    }

    private static String instance(String what) {
        return "/consumers/{group}/instances/{instance}" + what;
    }

    private static PathItem item() {
        return new PathItem().addParametersItem(path("group")).addParametersItem(path("instance"));
    }

    private static Operation operation(String summary, String description, String status) {
        return new Operation()
                .addTagsItem("consumers")
                .summary(summary)
                .description(description)
                .responses(
                        new ApiResponses()
                                .addApiResponse(status, answer("done"))
                                .addApiResponse("404", answer("40403: no such instance"))
                                .addApiResponse("409", answer("40903: not in its state"))
                                .addApiResponse("503", answer("try again, as Retry-After")));
    }

    private static ApiResponse answer(String description) {
        return new ApiResponse().description(description);
    }

    private static Parameter path(String name) {
        return new Parameter().in("path").name(name).required(true).schema(new StringSchema());
    }

    private static Parameter query(String name, String description) {
        return new Parameter()
                .in("query")
                .name(name)
                .description(description)
                .schema(new StringSchema());
    }
}
