package io.taffrail.controller.rest;

import java.util.List;
import java.util.function.Function;
import org.springframework.data.domain.Page;

/**
 * One page of a list.
 *
 * @param page from 0
 * @param size the most items that a page has
 * @param total how many items there are on all pages
 */
public record PageOf<T>(List<T> items, int page, int size, long total) {

    static <V, T> PageOf<T> of(Page<V> found, Function<V, T> item) {
        return new PageOf<>(
                found.getContent().stream().map(item).toList(),
                found.getNumber(),
                found.getSize(),
                found.getTotalElements());
    }
}
