package io.taffrail.gateway.dashboard;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;

/** Finds, sorts and cuts what is shown by the page. Pure. */
final class Pages {

    private Pages() {}

    /**
     * @param total how many fit, on all pages
     */
    record Cut<T>(int total, List<T> items) {}

    /**
     * @param q a part of the name, in any case
     * @param order null for the order of names
     */
    static <T> Cut<T> of(
            Stream<T> all,
            Function<T, String> name,
            String q,
            Comparator<T> order,
            boolean isDescending,
            int offset,
            int limit) {
        String part = q.toLowerCase(Locale.ROOT);
        List<T> found =
                all.filter(one -> name.apply(one).toLowerCase(Locale.ROOT).contains(part))
                        .sorted(
                                (isDescending ? order.reversed() : order)
                                        .thenComparing(Comparator.comparing(name)))
                        .toList();
        int from = Math.min(offset, found.size());
        int to = (int) Math.min((long) from + limit, found.size());
        return new Cut<>(found.size(), found.subList(from, to));
    }
}
