package io.taffrail.gateway.rest.ui;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.taffrail.gateway.dashboard.sample.KeySampler;
import io.taffrail.gateway.dashboard.sample.KeyViews.KeySample;
import io.taffrail.gateway.dashboard.sample.VolumeCounter;
import io.taffrail.gateway.dashboard.sample.VolumeCounter.Volume;
import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.rest.Problem;
import io.taffrail.gateway.rest.ProblemException;
import io.taffrail.kernel.runtime.Clock;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What a topic's leaders are asked for only by a request, and by no channel. */
@RestController
@RequestMapping(path = "/ui/v1", produces = "application/json")
@Tag(name = "dashboard")
public final class SampleController {

    private static final String RECORDS = "10000";

    private static final String RANGE_MS = "3600000";
    private static final String BUCKETS = "60";
    private static final long WAIT_S_MAX = 5;

    private final KeySampler keys;
    private final VolumeCounter volumes;
    private final Clock clock;

    public SampleController(KeySampler keys, VolumeCounter volumes, Clock clock) {
        this.keys = keys;
        this.volumes = volumes;
        this.clock = clock;
    }

    /** How the newest records of a topic spread over keys and partitions. */
    @GetMapping("/topics/{topic}/keys")
    KeySample keys(
            @PathVariable("topic") String topic,
            @Parameter(description = "how many to read at most, up to 10000; takes 2 s at most")
                    @RequestParam(defaultValue = RECORDS)
                    int records) {
        within("records", records, KeySampler.RECORDS_MAX);
        return answer(() -> keys.sample(topic, records), topic);
    }

    /** How many records a topic got in each stretch of time; no record is read for it. */
    @GetMapping("/topics/{topic}/volume")
    Volume volume(
            @PathVariable("topic") String topic,
            @Parameter(description = "how far back, in ms; not beside from")
                    @RequestParam(defaultValue = RANGE_MS)
                    long range,
            @Parameter(description = "the earliest time, in ms since 1970")
                    @RequestParam(required = false)
                    @Nullable Long from,
            @Parameter(description = "the latest time, excluded; now, if not given")
                    @RequestParam(required = false)
                    @Nullable Long to,
            @Parameter(description = "how many stretches at most, up to 120")
                    @RequestParam(defaultValue = BUCKETS)
                    int buckets) {
        within("buckets", buckets, VolumeCounter.BUCKETS_MAX);
        long toMs = to == null ? clock.nowMs() : to;
        long fromMs = from == null ? Math.max(0, toMs - Math.max(0, range)) : from;
        if (fromMs < 0 || fromMs >= toMs) {
            throw new ProblemException(
                    Problem.badRequest(
                            "from " + fromMs + " is not a time before to, which is " + toMs));
        }
        return answer(
                () -> volumes.count(topic, fromMs, toMs, buckets).get(WAIT_S_MAX, TimeUnit.SECONDS),
                topic);
    }

    private static void within(String name, int number, int max) {
        if (number < 1 || number > max) {
            throw new ProblemException(
                    Problem.badRequest(name + " " + number + " is not within 1 and " + max));
        }
    }

    private static <T> T answer(Callable<Answer<T>> question, String topic) {
        try {
            return switch (question.call()) {
                case Answer.Given<T> given -> given.value();
                case Answer.Refused<T> refused ->
                        throw new ProblemException(Problem.of(refused.rejected()));
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(Problem.overloaded("the gateway stops"));
        } catch (TimeoutException e) {
            throw new ProblemException(
                    Problem.overloaded(
                            "the leaders of "
                                    + topic
                                    + " did not answer within "
                                    + WAIT_S_MAX
                                    + " s: try again"));
        } catch (ProblemException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("asking about " + topic + " failed", e);
        }
    }
}
