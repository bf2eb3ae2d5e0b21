package io.taffrail.bench.faults;

import io.taffrail.bench.faults.Operation.Outcome;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * POSTs one record after the other, as a careful program would: when a gateway does not answer, or
 * answers 5xx, the record is posted to the next one, until somebody takes it or its time is up.
 */
final class RestWriter implements Runnable {

    static final String NAME = "rest";

    private static final long PERIOD_NS = 20_000_000;
    private static final long RETRY_NS = 50_000_000;
    private static final long GIVE_UP_NS = 60_000_000_000L;
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(3);
    private static final Pattern PARTITION = Pattern.compile("\"partition\":(\\d+)");
    private static final Pattern OFFSET = Pattern.compile("\"offset\":(\\d+)");

    private final List<String> gateways;
    private final String topic;
    private final History history;
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(1))
                    .build();
    private volatile boolean isStopped;
    private int gateway;

    /**
     * @param gateways such as {@code http://127.0.0.1:8080}
     */
    RestWriter(List<String> gateways, String topic, History history) {
        this.gateways = gateways;
        this.topic = topic;
        this.history = history;
    }

    @Override
    public void run() {
        long startNs = System.nanoTime();
        for (long number = 0; !isStopped; number++) {
            history.begin(NAME, number);
            history.add(post(number));
            long dueNs = startNs + (number + 1) * PERIOD_NS;
            LockSupport.parkNanos(Math.min(PERIOD_NS, dueNs - System.nanoTime()));
        }
        http.close();
    }

    private Operation post(long number) {
        long startNs = System.nanoTime();
        boolean isDoubtful = false;
        while (System.nanoTime() - startNs < GIVE_UP_NS) {
            try {
                HttpResponse<String> answer = post(NAME + ":" + number);
                if (answer.statusCode() / 100 == 2) {
                    return new Operation(
                            NAME,
                            number,
                            (int) number(PARTITION, answer.body()),
                            startNs,
                            System.nanoTime(),
                            Outcome.OK,
                            number(OFFSET, answer.body()),
                            isDoubtful);
                }
                if (answer.statusCode() / 100 == 4 && answer.statusCode() != 429) {
                    return without(number, startNs, Outcome.FAILED, isDoubtful);
                }
                isDoubtful = true;
            } catch (IOException e) {
                isDoubtful |= !(e instanceof java.net.ConnectException);
            } catch (InterruptedException e) {
                break;
            }
            gateway = (gateway + 1) % gateways.size();
            LockSupport.parkNanos(RETRY_NS);
        }
        return without(number, startNs, Outcome.UNKNOWN, true);
    }

    private static Operation without(
            long number, long startNs, Outcome outcome, boolean mayRepeat) {
        return new Operation(NAME, number, -1, startNs, System.nanoTime(), outcome, -1, mayRepeat);
    }

    private HttpResponse<String> post(String value) throws IOException, InterruptedException {
        URI uri = URI.create(gateways.get(gateway) + "/topics/" + topic + "/records");
        HttpRequest request =
                HttpRequest.newBuilder(uri)
                        .timeout(ANSWER_WITHIN)
                        .header("Content-Type", "text/plain")
                        .POST(HttpRequest.BodyPublishers.ofString(value))
                        .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static long number(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : -1;
    }

    void stop() {
        isStopped = true;
    }
}
