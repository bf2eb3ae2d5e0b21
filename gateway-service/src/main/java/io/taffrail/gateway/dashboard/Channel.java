package io.taffrail.gateway.dashboard;

import io.taffrail.gateway.dashboard.series.Resolution;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What can be looked at, once or for as long as one likes, with all that was asked about it. Two
 * who ask the same are equal, and share one view.
 */
public sealed interface Channel {

    /** The largest page. */
    int LIMIT_MAX = 1_000;

    record Overview() implements Channel {}

    record Nodes() implements Channel {}

    /**
     * A page of topics.
     *
     * @param q a part of the name, in any case; empty for all
     * @param offset how many to pass over
     * @param internal whether the platform's own are wanted too
     */
    record Topics(
            String q, TopicSort sort, boolean isDescending, int offset, int limit, boolean internal)
            implements Channel {
        public Topics {
            requirePage(offset, limit);
        }
    }

    record Topic(String name) implements Channel {}

    /**
     * A page of groups.
     *
     * @param q a part of the name, in any case; empty for all
     * @param offset how many to pass over
     */
    record Groups(String q, GroupSort sort, boolean isDescending, int offset, int limit)
            implements Channel {
        public Groups {
            requirePage(offset, limit);
        }
    }

    record Group(String name) implements Channel {}

    /**
     * A page of what happened.
     *
     * @param before only what is older than this index
     * @param type a type or a kind; empty for all
     * @param q a part of the subject, the type or of who did it; empty for all
     * @param fromMs the earliest time, included
     * @param toMs the latest time, excluded
     */
    record Events(long before, int limit, String type, String q, long fromMs, long toMs)
            implements Channel {
        public Events {
            requirePage(0, limit);
        }
    }

    /**
     * Numbers over time.
     *
     * @param names which series; empty for those of the cluster and its brokers
     */
    record Series(Resolution resolution, List<String> names) implements Channel {
        private static final int NAMES_MAX = 50;

        public Series {
            names = List.copyOf(names);
            if (names.size() > NAMES_MAX) {
                throw new BadChannel(
                        names.size() + " series were asked for: name at most " + NAMES_MAX);
            }
        }
    }

    /** What topics are sorted by; those that are equal by name. */
    enum TopicSort {
        NAME,
        PARTITIONS,
        SIZE,
        RECORDS,
        BYTES,
        LAG
    }

    /** What groups are sorted by; those that are equal by name. */
    enum GroupSort {
        NAME,
        LAG,
        SECONDS,
        MEMBERS
    }

    /** A request for a channel that cannot be understood. */
    final class BadChannel extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BadChannel(String message) {
            super(message, null, false, false);
        }
    }

    private static void requirePage(int offset, int limit) {
        if (offset < 0) {
            throw new BadChannel("offset " + offset + " is below 0: count from 0");
        }
        if (limit < 1 || limit > LIMIT_MAX) {
            throw new BadChannel("limit " + limit + " is not within 1 and " + LIMIT_MAX);
        }
    }

    /**
     * @param channel its name, such as {@code topics}
     * @param parameters what the query or the frame says
     * @throws BadChannel when that is no channel, or a parameter is none of its values
     */
    static Channel parse(String channel, Parameters parameters) {
        return switch (channel) {
            case "overview" -> new Overview();
            case "nodes" -> new Nodes();
            case "topics" ->
                    new Topics(
                            parameters.text("q", ""),
                            parameters.oneOf("sort", TopicSort.class, TopicSort.NAME),
                            parameters.isDescending(),
                            parameters.integer("offset", 0),
                            parameters.integer("limit", 100),
                            parameters.flag("internal"));
            case "topic" -> new Topic(parameters.required("name"));
            case "groups" ->
                    new Groups(
                            parameters.text("q", ""),
                            parameters.oneOf("sort", GroupSort.class, GroupSort.NAME),
                            parameters.isDescending(),
                            parameters.integer("offset", 0),
                            parameters.integer("limit", 100));
            case "group" -> new Group(parameters.required("name"));
            case "events" ->
                    new Events(
                            parameters.number("before", Long.MAX_VALUE),
                            parameters.integer("limit", 100),
                            parameters.text("type", ""),
                            parameters.text("q", ""),
                            parameters.number("from", 0),
                            parameters.number("to", Long.MAX_VALUE));
            case "series" -> series(parameters);
            default ->
                    throw new BadChannel(
                            "channel "
                                    + channel
                                    + " is not known: use overview, nodes, topics, topic, groups,"
                                    + " group, events or series");
        };
    }

    private static Channel series(Parameters parameters) {
        String range = parameters.text("range", "15m");
        String names = parameters.text("names", "");
        Resolution resolution =
                switch (range) {
                    case "15m" -> Resolution.FINE;
                    case "24h" -> Resolution.MIDDLE;
                    case "30d" -> Resolution.COARSE;
                    default ->
                            throw new BadChannel(
                                    "range " + range + " is not known: use 15m, 24h or 30d");
                };
        return new Series(resolution, names.isEmpty() ? List.of() : List.of(names.split(",")));
    }

    /** The parameters of a request, each as its text. */
    @FunctionalInterface
    interface Parameters {

        /** Null when it is not given. */
        @Nullable String get(String name);

        default String text(String name, String otherwise) {
            String given = get(name);
            return given == null ? otherwise : given;
        }

        default String required(String name) {
            String given = get(name);
            if (given == null || given.isEmpty()) {
                throw new BadChannel(name + " is missing: name what is to be shown");
            }
            return given;
        }

        default boolean flag(String name) {
            return Boolean.parseBoolean(text(name, "false"));
        }

        default boolean isDescending() {
            String order = text("order", "asc");
            return switch (order) {
                case "asc" -> false;
                case "desc" -> true;
                default -> throw new BadChannel("order " + order + " is neither asc nor desc");
            };
        }

        default long number(String name, long otherwise) {
            String given = get(name);
            try {
                return given == null || given.isEmpty() ? otherwise : Long.parseLong(given);
            } catch (NumberFormatException e) {
                throw new BadChannel(name + " " + given + " is no whole number");
            }
        }

        default int integer(String name, int otherwise) {
            long number = number(name, otherwise);
            if (number != (int) number) {
                throw new BadChannel(name + " " + number + " is too large");
            }
            return (int) number;
        }

        default <E extends Enum<E>> E oneOf(String name, Class<E> type, E otherwise) {
            String given = get(name);
            if (given == null || given.isEmpty()) {
                return otherwise;
            }
            for (E value : type.getEnumConstants()) {
                if (value.name().toLowerCase(Locale.ROOT).equals(given)) {
                    return value;
                }
            }
            StringBuilder known = new StringBuilder();
            for (E value : type.getEnumConstants()) {
                known.append(known.isEmpty() ? "" : ", ").append(value.name());
            }
            throw new BadChannel(
                    name
                            + " "
                            + given
                            + " is not known: use "
                            + known.toString().toLowerCase(Locale.ROOT));
        }
    }
}
