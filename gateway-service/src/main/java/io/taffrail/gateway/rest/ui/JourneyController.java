package io.taffrail.gateway.rest.ui;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.taffrail.gateway.dashboard.journey.JourneyViews.Journey;
import io.taffrail.gateway.dashboard.journey.RecordJourneys;
import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.produce.NewRecord;
import io.taffrail.gateway.rest.HttpCall;
import io.taffrail.gateway.rest.Problem;
import io.taffrail.gateway.rest.ProblemException;
import io.taffrail.gateway.rest.ProduceRequest;
import io.taffrail.gateway.rest.RequestBody;
import io.taffrail.kernel.runtime.Clock;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** A record that is sent to be followed: a line of JSON whenever more is known of it. */
@RestController
@RequestMapping("/ui/v1")
@Tag(name = "dashboard")
public final class JourneyController {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final RecordJourneys journeys;
    private final int bodyBytesMax;
    private final Clock clock;

    public JourneyController(RecordJourneys journeys, int bodyBytesMax, Clock clock) {
        this.journeys = journeys;
        this.bodyBytesMax = bodyBytesMax;
        this.clock = clock;
    }

    /** The body is the record; key, partition and headers as at {@code /topics/{topic}/records}. */
    @PostMapping("/topics/{topic}/follow")
    @Operation(summary = "Append a record and tell each step of its way")
    void follow(
            HttpServletRequest request,
            HttpServletResponse response,
            @PathVariable("topic") String topic)
            throws IOException, InterruptedException {
        long receivedNs = clock.nanoTime();
        byte[] body = RequestBody.read(request, bodyBytesMax);
        NewRecord record =
                ProduceRequest.of(new HttpCall(request, response)).record(body, clock.nowMs());
        Answer<Journey> answer =
                journeys.follow(topic, record, receivedNs, journey -> tell(response, journey));
        if (answer instanceof Answer.Refused<Journey> refused) {
            throw new ProblemException(Problem.of(refused.rejected()));
        }
    }

    /** Whether it could be told: who has gone away need not be told more. */
    private static boolean tell(HttpServletResponse response, Journey journey) {
        try {
            if (!response.isCommitted()) {
                response.setContentType("application/x-ndjson");
                response.setHeader("Cache-Control", "no-store");
            }
            OutputStream out = response.getOutputStream();
            out.write(JSON.writeValueAsBytes(journey));
            out.write('\n');
            out.flush();
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
