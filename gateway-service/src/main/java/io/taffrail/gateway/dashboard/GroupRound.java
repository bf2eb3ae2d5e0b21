package io.taffrail.gateway.dashboard;

import io.taffrail.gateway.dashboard.ClusterViews.WorstLag;
import io.taffrail.gateway.dashboard.TopicViews.TopicLag;
import io.taffrail.gateway.lag.Lag;
import io.taffrail.gateway.link.GroupDirectory.Description;
import io.taffrail.gateway.link.GroupDirectory.Listed;
import io.taffrail.gateway.link.GroupDirectory.Standing;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All groups as one round found them. Immutable.
 *
 * @param groups by name
 * @param worst the partitions in which groups are behind the longest, the longest first
 * @param worstOfTopic the longest of each topic that somebody is behind in
 */
record GroupRound(
        Map<String, Stand> groups,
        List<WorstLag> worst,
        Map<String, TopicLag> worstOfTopic,
        long atMs) {

    private static final int WORST_MAX = 10;

    /**
     * A group.
     *
     * @param description null when its coordinator did not answer, or it was not measured
     */
    record Stand(Listed listed, @Nullable Description description, List<Lag> lags, long atMs) {

        String name() {
            return listed.group();
        }

        int members() {
            return description == null ? 0 : description.members().size();
        }

        boolean isMeasured() {
            return description != null;
        }

        long records() {
            return lags.stream().mapToLong(Lag::records).sum();
        }

        /** The longest that is known: 0 when nothing is left, null when none is known. */
        @Nullable Double seconds() {
            return longest(lags, atMs);
        }
    }

    private record Behind(String group, Lag lag, @Nullable Double seconds) {}

    static GroupRound of(
            List<Listed> listed,
            Map<String, Standing> standings,
            Map<String, List<Lag>> lags,
            long nowMs) {
        Map<String, Stand> groups = new TreeMap<>();
        for (Listed each : listed) {
            Standing standing = standings.get(each.group());
            groups.put(
                    each.group(),
                    new Stand(
                            each,
                            standing == null ? null : standing.description(),
                            lags.getOrDefault(each.group(), List.of()),
                            nowMs));
        }
        // The longest first; then, as far as times are not known, the most records.
        List<Behind> behind =
                groups.values().stream()
                        .flatMap(GroupRound::behind)
                        .sorted(
                                Comparator.comparing(
                                                Behind::seconds,
                                                Comparator.nullsLast(Comparator.reverseOrder()))
                                        .thenComparing(one -> -one.lag().records()))
                        .toList();
        Map<String, TopicLag> ofTopic = new HashMap<>();
        for (Behind one : behind) {
            ofTopic.putIfAbsent(
                    one.lag().partition().topic(),
                    new TopicLag(
                            one.group(),
                            Long.toString(one.lag().records()),
                            Round.tenths(one.seconds())));
        }
        List<WorstLag> worst = behind.stream().limit(WORST_MAX).map(GroupRound::worst).toList();
        return new GroupRound(groups, worst, ofTopic, nowMs);
    }

    private static Stream<Behind> behind(Stand group) {
        return group.lags().stream()
                .filter(lag -> lag.records() > 0)
                .map(lag -> new Behind(group.name(), lag, lag.seconds(group.atMs())));
    }

    private static WorstLag worst(Behind behind) {
        return new WorstLag(
                behind.group(),
                behind.lag().partition().topic(),
                behind.lag().partition().partition(),
                Long.toString(behind.lag().records()),
                Round.tenths(behind.seconds()));
    }

    static @Nullable Double longest(List<Lag> lags, long nowMs) {
        return lags.isEmpty()
                ? Double.valueOf(0)
                : lags.stream()
                        .map(lag -> lag.seconds(nowMs))
                        .filter(Objects::nonNull)
                        .max(Comparator.naturalOrder())
                        .orElse(null);
    }

    /** The groups that read or have committed a topic, with their lags in it alone. */
    Map<String, List<Lag>> readersOf(String topic) {
        Map<String, List<Lag>> readers = new TreeMap<>();
        groups.forEach((name, stand) -> {
            List<Lag> inTopic =
                    stand.lags().stream()
                            .filter(lag -> lag.partition().topic().equals(topic))
                            .collect(Collectors.toList());
            if (!inTopic.isEmpty()) {
                readers.put(name, inTopic);
            }
        });
        return readers;
    }
}
