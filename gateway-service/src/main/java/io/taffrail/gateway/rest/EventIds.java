package io.taffrail.gateway.rest;

import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.gateway.stream.ResumeToken;
import io.taffrail.gateway.stream.Subscription;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * The {@code id:} lines of a run of events of one partition: the resume token, in which from event
 * to event only that partition's number changes.
 */
final class EventIds {

    private final String before;
    private final String after;
    private final long ownNextOffset;

    EventIds(Subscription resume, TopicPartition partition) {
        Map<TopicPartition, Long> offsets = new HashMap<>(resume.resumeToken().nextOffsets());
        ownNextOffset = offsets.getOrDefault(partition, 0L);
        // No offset of the log is that large, so the number can be found in the text.
        String mark = Long.toString(Long.MAX_VALUE);
        offsets.put(partition, Long.MAX_VALUE);
        String token = new ResumeToken(offsets).toString();
        int at = token.indexOf(mark);
        before = "id: " + token.substring(0, at);
        after = token.substring(at + mark.length()) + "\n";
    }

    long ownNextOffset() {
        return ownNextOffset;
    }

    byte[] line(long nextOffset) {
        return (before + nextOffset + after).getBytes(StandardCharsets.US_ASCII);
    }
}
