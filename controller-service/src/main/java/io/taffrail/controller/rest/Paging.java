package io.taffrail.controller.rest;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.Sort;

/** Reads {@code page}, {@code size} and {@code sort} within their bounds. */
final class Paging {

    static final int SIZE_MAX = 1_000;
    static final String SIZE_DEFAULT = "100";

    // A later page than this reads more rows than anybody looks at; a filter finds them sooner.
    private static final long ROWS_SKIPPED_MAX = 10_000_000;

    private Paging() {}

    /**
     * @param sort a name, or a name with {@code ,asc} or {@code ,desc}; null for the default
     * @param sortable the names that can be sorted by, and the properties they stand for
     * @param tieBreaker a unique property, so that pages neither repeat nor skip a row
     */
    static Pageable of(
            int page,
            int size,
            @Nullable String sort,
            Map<String, String> sortable,
            Sort defaultSort,
            String tieBreaker) {
        if (page < 0) {
            throw new BadQuery("page %d is below 0: the first page is 0".formatted(page));
        }
        if (size < 1 || size > SIZE_MAX) {
            throw new BadQuery("size %d is not in 1..%d".formatted(size, SIZE_MAX));
        }
        if ((long) page * size > ROWS_SKIPPED_MAX) {
            throw new BadQuery(
                    "page %d of size %d begins after row %d: filter instead"
                            .formatted(page, size, ROWS_SKIPPED_MAX));
        }
        Sort order = sort == null ? defaultSort : parse(sort, sortable);
        return PageRequest.of(page, size, order.and(Sort.by(tieBreaker)));
    }

    private static Sort parse(String sort, Map<String, String> sortable) {
        String[] parts = sort.split(",", 2);
        String property = sortable.get(parts[0]);
        String direction = parts.length == 2 ? parts[1] : "asc";
        boolean isDirection = direction.equals("asc") || direction.equals("desc");
        if (property == null || !isDirection) {
            throw new BadQuery(
                    "sort '%s' cannot be used: sort by one of %s, with ,asc or ,desc behind it"
                            .formatted(sort, sortable.keySet().stream().sorted().toList()));
        }
        return Sort.by(
                direction.equals("asc") ? Sort.Direction.ASC : Sort.Direction.DESC, property);
    }
}
