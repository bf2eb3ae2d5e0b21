package io.taffrail.bench.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a topic by Server-Sent Events. When the stream ends or is silent for too long it goes to
 * the next gateway and resumes there by the last event's id, as a browser would.
 */
final class SseReader implements Runnable {

    static final String NAME = "sse";

    private static final int SILENCE_MS = 3_000;
    private static final long RETRY_NS = 100_000_000;
    private static final Pattern RECORD =
            Pattern.compile(
                    "\"partition\":(\\d+),\"offset\":(\\d+),.*\"value\":\"([^\" ]*)[^\"]*\"");

    private final List<String> gateways;
    private final String topic;
    private final History history;
    private final Map<Integer, Long> next = new ConcurrentHashMap<>();
    private @Nullable String lastEventId;
    private volatile boolean isStopped;

    SseReader(List<String> gateways, String topic, History history) {
        this.gateways = gateways;
        this.topic = topic;
        this.history = history;
    }

    @Override
    public void run() {
        for (int turn = 0; !isStopped; turn++) {
            try {
                stream(gateways.get(turn % gateways.size()));
            } catch (IOException e) {
                LockSupport.parkNanos(RETRY_NS);
            }
        }
    }

    private void stream(String gateway) throws IOException {
        URI uri = URI.create(gateway + "/topics/" + topic + "/sse?from=earliest");
        var connection = (HttpURLConnection) uri.toURL().openConnection();
        connection.setConnectTimeout(1_000);
        connection.setReadTimeout(SILENCE_MS);
        if (lastEventId != null) {
            connection.setRequestProperty("Last-Event-ID", lastEventId);
        }
        try (var lines =
                new BufferedReader(
                        new InputStreamReader(
                                connection.getInputStream(), StandardCharsets.UTF_8))) {
            String id = lastEventId;
            String line;
            while (!isStopped && (line = lines.readLine()) != null) {
                if (line.startsWith("id: ")) {
                    id = line.substring("id: ".length());
                } else if (line.startsWith("data: ")) {
                    see(line);
                } else if (line.isEmpty()) {
                    // An event counts when its empty line has come; so does its id.
                    lastEventId = id;
                }
            }
        } finally {
            connection.disconnect();
        }
    }

    private void see(String line) {
        Matcher record = RECORD.matcher(line);
        if (record.find()) {
            int partition = Integer.parseInt(record.group(1));
            long offset = Long.parseLong(record.group(2));
            history.add(new Sighting(NAME, partition, offset, record.group(3), System.nanoTime()));
            next.put(partition, offset + 1);
        }
    }

    /** The offset after the last one that it saw, for each partition. */
    Map<Integer, Long> next() {
        return next;
    }

    void stop() {
        isStopped = true;
    }
}
