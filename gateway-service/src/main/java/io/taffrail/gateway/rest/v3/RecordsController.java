package io.taffrail.gateway.rest.v3;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.taffrail.gateway.json.JsonStream;
import io.taffrail.gateway.rest.Problem;
import io.taffrail.gateway.rest.ProblemException;
import io.taffrail.gateway.rest.ReportWindow;
import io.taffrail.gateway.rest.RequestBody;
import io.taffrail.kernel.metadata.TopicImage;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipException;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Records by version 3: JSON objects that follow each other, each answered in its turn while more
 * may come, or a few of them as one batch.
 */
@RestController
@RequestMapping("/v3/clusters/{cluster}/topics/{topic}")
@Tag(name = "records (v3)")
public final class RecordsController {

    private final RecordSender sender;

    public RecordsController(RecordSender sender) {
        this.sender = sender;
    }

    /** 200 once the first byte is read, whatever becomes of the records: each has its own code. */
    @PostMapping("/records")
    @Operation(summary = "Append records, as a stream of JSON objects")
    void stream(
            HttpServletRequest request,
            HttpServletResponse response,
            @PathVariable("cluster") String clusterId,
            @PathVariable("topic") String topicName)
            throws IOException, InterruptedException {
        requireJson(request);
        RequestBody.requireKnownEncoding(request);
        TopicImage topic = sender.topic(clusterId, topicName);
        response.setStatus(200);
        response.setContentType("application/json");
        response.flushBuffer();
        var reports = new RecordReports(clusterId, topic.name());
        var window = new ReportWindow(response.getOutputStream(), reports);
        Thread writer = Thread.ofVirtual().name("reports-" + topic.name()).start(window::run);
        try (InputStream body = RequestBody.open(request)) {
            send(new JsonStream(body, sender.bodyBytesMax()), topic, reports, window);
        } catch (ZipException e) {
            window.endWith(RequestBody.notAsEncoded(request).problem());
        } finally {
            window.end();
            writer.join();
        }
    }

    private void send(
            JsonStream objects, TopicImage topic, RecordReports reports, ReportWindow window)
            throws IOException, InterruptedException {
        long count = 0;
        try {
            for (byte[] object = objects.next();
                    object != null && window.awaitRoom(1) > 0;
                    object = objects.next()) {
                count++;
                send(object, topic, reports, window);
            }
        } catch (JsonStream.Malformed e) {
            window.endWith(
                    Problem.badRequest(
                            "record "
                                    + count
                                    + " is no JSON object, and nothing behind it was read: "
                                    + e.getMessage()));
            return;
        }
        if (count == 0) {
            window.endWith(RecordSender.payload("the body has no record"));
        }
    }

    private void send(byte[] object, TopicImage topic, RecordReports reports, ReportWindow window) {
        try {
            RecordBody body = RecordBody.read(object, 0, object.length, sender.nowMs());
            reports.next(body);
            int tag = window.expect(List.of(body.record()));
            sender.send(topic, body.record(), window, tag);
        } catch (RecordBody.Malformed e) {
            int tag = window.expect(List.of(RecordSender.NONE));
            window.refused(tag, 1, RecordSender.malformed(e));
        }
    }

    /** 207 with what became of each entry. */
    @PostMapping("/records:batch")
    @Operation(summary = "Append up to ten records, each with an id that its outcome is told by")
    void batch(
            HttpServletRequest request,
            HttpServletResponse response,
            @PathVariable("cluster") String clusterId,
            @PathVariable("topic") String topicName)
            throws IOException, InterruptedException {
        requireJson(request);
        TopicImage topic = sender.topic(clusterId, topicName);
        byte[] body = RequestBody.read(request, sender.bodyBytesMax());
        byte[] answer = new RecordBatch(sender, clusterId, topic).send(body);
        response.setStatus(207);
        response.setContentType("application/json");
        response.setContentLength(answer.length);
        response.getOutputStream().write(answer);
    }

    private static void requireJson(HttpServletRequest request) {
        String type = request.getContentType();
        if (type != null && !type.toLowerCase(Locale.ROOT).contains("json")) {
            throw new ProblemException(
                    Problem.unsupportedMediaType(
                            "Content-Type "
                                    + type
                                    + " is not understood here: use application/json"));
        }
    }
}
