package io.taffrail.kernel.metadata;

import java.util.Optional;

/** What a topic may be called; Kafka's rules, because every client and tool knows them. */
public final class TopicNames {

    /** The bound comes from file systems: a directory is called after the topic and a partition. */
    public static final int LENGTH_MAX = 249;

    private TopicNames() {}

    /** Why the name cannot be used, or nothing. */
    public static Optional<String> objection(String name) {
        if (name.isEmpty()) {
            return Optional.of("a topic name is empty: give it at least one character");
        }
        if (name.equals(".") || name.equals("..")) {
            return Optional.of("topic name '" + name + "' is a directory's: choose another");
        }
        if (name.length() > LENGTH_MAX) {
            return Optional.of(
                    "topic name of %d characters is longer than %d: shorten it (it begins '%s')"
                            .formatted(name.length(), LENGTH_MAX, name.substring(0, 40)));
        }
        for (int i = 0; i < name.length(); i++) {
            if (!isLegal(name.charAt(i))) {
                return Optional.of(
                        "topic name '%s' has an illegal character at position %d: use letters, digits, '.', '_' and '-'"
                                .formatted(name, i));
            }
        }
        return Optional.empty();
    }

    /**
     * The name with dots as underscores. Metrics cannot tell the two apart, so two topics must not
     * have the same.
     */
    public static String collisionKey(String name) {
        return name.replace('.', '_');
    }

    private static boolean isLegal(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '.'
                || c == '_'
                || c == '-';
    }
}
