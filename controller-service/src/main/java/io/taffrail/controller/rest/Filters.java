package io.taffrail.controller.rest;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;
import org.springframework.data.jpa.domain.Specification;

/** Conditions on rows, each left out when its parameter was not given. */
final class Filters {

    private Filters() {}

    static <V> Specification<V> none() {
        return Specification.unrestricted();
    }

    static <V> Specification<V> equal(String property, @Nullable Object value) {
        return value == null
                ? none()
                : (row, query, criteria) -> criteria.equal(row.get(property), value);
    }

    static <V> Specification<V> prefix(String property, @Nullable String prefix) {
        if (prefix == null || prefix.isEmpty()) {
            return none();
        }
        String literal = prefix.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
        return (row, query, criteria) -> criteria.like(row.get(property), literal + "%", '\\');
    }

    static <V> Specification<V> atLeast(String property, @Nullable Long bound) {
        return bound == null
                ? none()
                : (row, query, criteria) -> criteria.greaterThanOrEqualTo(row.get(property), bound);
    }

    static <V> Specification<V> below(String property, @Nullable Long bound) {
        return bound == null
                ? none()
                : (row, query, criteria) -> criteria.lessThan(row.get(property), bound);
    }

    /** Milliseconds since the epoch, or ISO 8601; null stays null. */
    static @Nullable Long timeMs(String parameter, @Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return text.chars().allMatch(Character::isDigit) && !text.isEmpty()
                    ? Long.valueOf(text)
                    : Long.valueOf(Instant.parse(text).toEpochMilli());
        } catch (DateTimeParseException | NumberFormatException e) {
            throw new BadQuery(
                    "%s '%s' is no time: write 2026-01-31T12:00:00Z, or milliseconds since 1970"
                            .formatted(parameter, text));
        }
    }
}
