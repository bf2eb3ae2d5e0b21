package io.taffrail.gateway.lag;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One group as those who watch see it.
 *
 * @param state in Kafka's words
 * @param nowMs when that was so, in milliseconds since 1970
 */
public record WatchedGroup(String group, String state, int members, List<Lag> lags, long nowMs) {

    public long records() {
        return lags.stream().mapToLong(Lag::records).sum();
    }

    /** The longest of those that are known: 0 when nothing is left, null when none is known. */
    public @Nullable Double seconds() {
        return lags.isEmpty()
                ? Double.valueOf(0)
                : lags.stream()
                        .map(lag -> lag.seconds(nowMs))
                        .filter(Objects::nonNull)
                        .max(Comparator.naturalOrder())
                        .orElse(null);
    }
}
