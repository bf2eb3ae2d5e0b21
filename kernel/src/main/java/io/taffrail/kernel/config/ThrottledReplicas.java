package io.taffrail.kernel.config;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which replicas of a topic copy no faster than their broker's throttle allows (KIP-73): all of
 * them, or pairs of a partition and a broker.
 */
public final class ThrottledReplicas {

    public static final ThrottledReplicas NONE = new ThrottledReplicas(false, Set.of());

    private static final String ALL = "*";
    private static final Pattern PAIR = Pattern.compile("(\\d{1,9}):(\\d{1,9})");

    private final boolean isAll;
    private final Set<Pair> pairs;

    private record Pair(int partition, int broker) {}

    private ThrottledReplicas(boolean isAll, Set<Pair> pairs) {
        this.isAll = isAll;
        this.pairs = pairs;
    }

    /**
     * @param list as {@code 0:1,1:3}, or {@code *}, or empty; what is none of them holds nothing
     */
    public static ThrottledReplicas of(String list) {
        if (list.strip().equals(ALL)) {
            return new ThrottledReplicas(true, Set.of());
        }
        Set<Pair> pairs = new HashSet<>();
        for (String word : words(list)) {
            var matcher = PAIR.matcher(word);
            if (matcher.matches()) {
                pairs.add(
                        new Pair(
                                Integer.parseInt(matcher.group(1)),
                                Integer.parseInt(matcher.group(2))));
            }
        }
        return pairs.isEmpty() ? NONE : new ThrottledReplicas(false, pairs);
    }

    /** What is wrong with such a list, without the setting's name; or nothing. */
    static Optional<String> objection(String list) {
        if (list.strip().equals(ALL)) {
            return Optional.empty();
        }
        return words(list).stream()
                .filter(word -> !PAIR.matcher(word).matches())
                .findFirst()
                .map(word ->
                        "has '%s', which is no partition:broker: write pairs such as 0:1,1:3, or * for all"
                                .formatted(word));
    }

    private static List<String> words(String list) {
        return Arrays.stream(list.split(",", -1))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .toList();
    }

    public boolean holds(int partition, int broker) {
        return isAll || pairs.contains(new Pair(partition, broker));
    }
}
