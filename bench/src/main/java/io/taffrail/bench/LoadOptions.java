package io.taffrail.bench;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The {@code --name value} pairs of a load's command line. Wrong ones end the process with a
 * sentence, because a load that quietly measures something else is worse than none.
 */
public final class LoadOptions {

    private final Map<String, String> values = new HashMap<>();

    public LoadOptions(String[] args, String... names) {
        Set<String> known = Set.of(names);
        for (int i = 0; i < args.length; i += 2) {
            String name = args[i].startsWith("--") ? args[i].substring(2) : args[i];
            if (!known.contains(name) || i + 1 == args.length) {
                throw new IllegalArgumentException(
                        args[i]
                                + " is unknown or has no value: use --"
                                + String.join(", --", names));
            }
            values.put(name, args[i + 1]);
        }
    }

    public String text(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("--" + name + " is missing: give it a value");
        }
        return value;
    }

    public String text(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    /** A number of at least 1. */
    public int count(String name, int otherwise) {
        String text = values.get(name);
        if (text == null) {
            return otherwise;
        }
        int value = Integer.parseInt(text);
        if (value < 1) {
            throw new IllegalArgumentException("--" + name + " " + value + " is below 1: raise it");
        }
        return value;
    }
}
