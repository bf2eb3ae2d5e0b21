package io.taffrail.gateway.rest;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.parameters.RequestBody;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import io.taffrail.gateway.cloudevents.StructuredEvent;
import org.springdoc.core.customizers.OpenApiCustomizer;

/**
 * Describes the doors that are plain servlets, which springdoc cannot see. They are servlets
 * because records pass here by the thousand.
 */
public final class DoorsDescription implements OpenApiCustomizer {

    private static final String FROM =
            "earliest, latest, -N for the last N of each partition, an ISO time or milliseconds, a"
                    + " duration such as 10m, or resume:TOKEN";

    @Override
    public void customise(OpenAPI api) {
        api.setInfo(
                new Info()
                        .title("Taffrail")
                        .version("0.1.0")
                        .description("A distributed commit log that anyone can POST to."));
        api.path("/topics/{topic}/records", records());
        api.path("/topics/{topic}/partitions/{partition}/records", partitionRecords());
        api.path("/topics/{topic}/sse", new PathItem().get(stream("Server-Sent Events")));
        api.path("/topics/{topic}/ws", new PathItem().get(socket("every record, nothing to send")));
        api.path(
                "/topics/{topic}/produce",
                new PathItem().get(socket("each text frame is one record's value")));
        api.path("/ws", new PathItem().get(socketOfMany()));
        api.path("/ui/v1/live", new PathItem().get(dashboardSocket()));
        ConsumersDescription.describe(api);
    }

    private static PathItem records() {
        Operation post =
                operation("Append", "Appends the body as one record, or each of its lines.")
                        .addParametersItem(topic())
                        .addParametersItem(query("key", "the record's key"))
                        .addParametersItem(query("partition", "where to append; by key if absent"))
                        .addParametersItem(query("timestamp", "milliseconds or ISO 8601"))
                        .addParametersItem(
                                query("acks", "all (default), 1 or 0; 0 learns no offset"))
                        .addParametersItem(query("mode", "value or record: what an NDJSON line is"))
                        .addParametersItem(
                                query(
                                        "key_from",
                                        "the attribute of a CloudEvent that is its key, such as"
                                                + " partitionkey"))
                        .addParametersItem(header("Kafka-Key", "the record's key"))
                        .addParametersItem(
                                header("ce-NAME", "an attribute of a CloudEvent in binary mode"))
                        .addParametersItem(header("Kafka-Header-NAME", "a header of the record"))
                        .addParametersItem(header("Prefer", "return=minimal or respond-async"))
                        .requestBody(
                                new RequestBody()
                                        .description("any content type is the value as it is")
                                        .content(
                                                new Content()
                                                        .addMediaType("*/*", text())
                                                        .addMediaType(
                                                                "application/x-ndjson", text())
                                                        .addMediaType(
                                                                StructuredEvent.MEDIA_TYPE, text())
                                                        .addMediaType(
                                                                StructuredEvent.BATCH_MEDIA_TYPE,
                                                                text())))
                        .responses(
                                answers("201", "partition, offset and timestamp")
                                        .addApiResponse("200", answer("a result for each line"))
                                        .addApiResponse(
                                                "202",
                                                answer(
                                                        "acks=0: sent to the leader, which does not"
                                                                + " say whether and where it wrote;"
                                                                + " no offset. Prefer: respond-async:"
                                                                + " taken, with no body"))
                                        .addApiResponse("207", answer("some lines failed"))
                                        .addApiResponse("413", answer("above the bound it names"))
                                        .addApiResponse(
                                                "503", answer("try again, as Retry-After")));
        Operation get =
                operation(
                                "Read",
                                "Reads records, as JSON, NDJSON, server-sent events or CloudEvents by Accept.")
                        .addParametersItem(topic())
                        .addParametersItem(query("from", FROM))
                        .addParametersItem(query("partition", "only this partition"))
                        .addParametersItem(query("limit", "how many records at most"))
                        .addParametersItem(query("wait", "seconds to wait for the first record"))
                        .addParametersItem(format())
                        .responses(answers("200", "records, and the token to go on with"));
        Operation delete =
                operation("Append a tombstone", "Appends a record with a key and no value.")
                        .addParametersItem(topic())
                        .addParametersItem(query("key", "the key to delete"))
                        .responses(answers("201", "partition, offset and timestamp"));
        return new PathItem().post(post).get(get).delete(delete);
    }

    private static PathItem partitionRecords() {
        return new PathItem()
                .get(
                        operation("Read one partition", "Reads from an offset.")
                                .addParametersItem(topic())
                                .addParametersItem(path("partition"))
                                .addParametersItem(query("offset", "the first offset"))
                                .addParametersItem(query("timeout", "milliseconds to wait"))
                                .addParametersItem(query("max_bytes", "how much at most"))
                                .responses(answers("200", "records")));
    }

    private static Operation stream(String name) {
        return operation(name, "Streams records as they come; resumes by Last-Event-ID.")
                .addParametersItem(topic())
                .addParametersItem(query("from", FROM))
                .addParametersItem(query("filter", "key, key_prefix, header.NAME or /json/pointer"))
                .addParametersItem(header("Last-Event-ID", "the id of the last event seen"))
                .addParametersItem(format())
                .responses(answers("200", "events"));
    }

    private static Operation socket(String what) {
        return operation("WebSocket", what)
                .addParametersItem(topic())
                .addParametersItem(query("from", FROM))
                .addParametersItem(format())
                .responses(
                        answers(
                                "101",
                                "switching to json.v1.taffrail.io, or to bin.v1.taffrail.io if offered"));
    }

    private static Operation socketOfMany() {
        return operation(
                        "WebSocket",
                        "Several subscriptions and produces on one socket, and the lag of groups:"
                                + " {\"type\":\"lag\",\"id\":\"l1\",\"group\":\"billing\"} is answered"
                                + " at once with {\"type\":\"lag\",\"id\":\"l1\",\"group\":\"billing\","
                                + "\"state\":\"Stable\",\"members\":1,\"lag\":2,\"lag_seconds\":3.4,"
                                + "\"partitions\":[{\"topic\":\"orders\",\"partition\":0,"
                                + "\"committed\":3,\"start\":0,\"end\":5,\"lag\":2,"
                                + "\"lag_seconds\":3.4}]}, and again whenever that changes, at most"
                                + " once per second, until {\"type\":\"unsubscribe\",\"id\":\"l1\"}."
                                + " Without a group all are watched, up to 1000: a frame for each,"
                                + " without partitions, then caught_up; one that is deleted is Dead."
                                + " A group that is not there, or goes, is an error with status 404.")
                .responses(answers("101", "switching to json.v1.taffrail.io"));
    }

    private static Operation dashboardSocket() {
        return new Operation()
                .addTagsItem("dashboard")
                .summary("WebSocket")
                .description(
                        "What the dashboard shows, as it changes:"
                                + " {\"op\":\"subscribe\",\"id\":\"a\",\"channel\":\"topics\","
                                + "\"params\":{\"q\":\"orders\"}} is answered with a snapshot, and"
                                + " then at most once per second with what is otherwise: a merge"
                                + " patch (RFC 7396), or what is appended to events and series."
                                + " Channels are overview, nodes, topics, topic, groups, group,"
                                + " events and series; their params are the queries of the same"
                                + " paths, and name for one topic or group. seq has no gaps: who"
                                + " misses one subscribes again.")
                .responses(answers("101", "switching to json.v1.taffrail.io"));
    }

    private static Operation operation(String summary, String description) {
        return new Operation().addTagsItem("records").summary(summary).description(description);
    }

    private static ApiResponses answers(String status, String description) {
        return new ApiResponses()
                .addApiResponse(status, answer(description))
                .addApiResponse("400", answer("what is wrong, as application/problem+json"))
                .addApiResponse("404", answer("no such topic or partition"));
    }

    private static ApiResponse answer(String description) {
        return new ApiResponse().description(description);
    }

    private static MediaType text() {
        return new MediaType().schema(new StringSchema());
    }

    private static Parameter format() {
        return query("format", "records (default), or cloudevents for each record as an event");
    }

    private static Parameter topic() {
        return path("topic");
    }

    private static Parameter path(String name) {
        return new Parameter().in("path").name(name).required(true).schema(new StringSchema());
    }

    private static Parameter query(String name, String description) {
        return described("query", name, description);
    }

    private static Parameter header(String name, String description) {
        return described("header", name, description);
    }

    private static Parameter described(String in, String name, String description) {
        return new Parameter()
                .in(in)
                .name(name)
                .description(description)
                .schema(new StringSchema());
    }
}
