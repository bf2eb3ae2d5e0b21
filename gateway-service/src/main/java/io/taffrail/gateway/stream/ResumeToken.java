package io.taffrail.gateway.stream;

import io.taffrail.gateway.link.TopicPartition;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where a reader goes on, in a form that a person can read and edit: {@code
 * orders:0=43,1=17;payments:0=5} names the next offset of each partition. It holds all there is to
 * know, so any gateway takes it.
 */
public record ResumeToken(Map<TopicPartition, Long> nextOffsets) {

    private static final Comparator<TopicPartition> BY_NAME =
            Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition);

    public ResumeToken {
        Map<TopicPartition, Long> sorted = new TreeMap<>(BY_NAME);
        sorted.putAll(nextOffsets);
        nextOffsets = sorted;
    }

    /**
     * @throws IllegalArgumentException when the text is no token
     */
    public static ResumeToken parse(String text) {
        Map<TopicPartition, Long> offsets = new TreeMap<>(BY_NAME);
        for (String ofTopic : text.split(";", -1)) {
            int colon = ofTopic.lastIndexOf(':');
            if (colon <= 0) {
                throw unreadable(text);
            }
            String topic = ofTopic.substring(0, colon);
            for (String pair : ofTopic.substring(colon + 1).split(",", -1)) {
                int equals = pair.indexOf('=');
                try {
                    int partition = Integer.parseInt(pair.substring(0, Math.max(equals, 0)));
                    long next = Long.parseLong(pair.substring(equals + 1));
                    if (partition < 0 || next < 0) {
                        throw unreadable(text);
                    }
                    offsets.put(new TopicPartition(topic, partition), next);
                } catch (NumberFormatException e) {
                    throw unreadable(text);
                }
            }
        }
        return new ResumeToken(offsets);
    }

    private static IllegalArgumentException unreadable(String text) {
        return new IllegalArgumentException(
                "'"
                        + text
                        + "' is no resume token: write topic:partition=offset[,partition=offset]"
                        + "[;topic:..]");
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        String topic = null;
        for (var entry : nextOffsets.entrySet()) {
            TopicPartition partition = entry.getKey();
            if (!partition.topic().equals(topic)) {
                if (topic != null) {
                    text.append(';');
                }
                topic = partition.topic();
                text.append(topic).append(':');
            } else {
                text.append(',');
            }
            text.append(partition.partition()).append('=').append(entry.getValue());
        }
        return text.toString();
    }
}
