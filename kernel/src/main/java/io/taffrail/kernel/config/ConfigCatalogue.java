package io.taffrail.kernel.config;

import io.taffrail.kernel.config.ConfigKey.Synonym;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A set of settings by name; filled once while a class loads, then read by any thread. */
public final class ConfigCatalogue {

    private final Map<String, ConfigKey> keys;

    private ConfigCatalogue(Map<String, ConfigKey> keys) {
        this.keys = Collections.unmodifiableMap(new TreeMap<>(keys));
    }

    public @Nullable ConfigKey find(String name) {
        return keys.get(name);
    }

    /** All settings, by name. */
    public Collection<ConfigKey> keys() {
        return keys.values();
    }

    static Builder builder() {
        return new Builder();
    }

    /** Collects the settings; a name given twice is a mistake of ours. */
    static final class Builder {
        private final Map<String, ConfigKey> keys = new LinkedHashMap<>();

        Builder with(
                String name,
                ConfigType type,
                Object defaultValue,
                ConfigBound bound,
                String documentation,
                Object... synonymsAndFactors) {
            return with(
                    new ConfigKey(
                            name,
                            type,
                            defaultValue.toString(),
                            bound,
                            documentation,
                            synonyms(synonymsAndFactors)));
        }

        Builder with(ConfigKey key) {
            if (keys.put(key.name(), key) != null) {
                throw new IllegalStateException(key.name() + " is in the catalogue twice");
            }
            return this;
        }

        ConfigCatalogue build() {
            return new ConfigCatalogue(keys);
        }

        /** Names, each with its factor behind it where that is not one. */
        private static List<Synonym> synonyms(Object... namesAndFactors) {
            var synonyms = new ArrayList<Synonym>();
            for (Object item : namesAndFactors) {
                if (item instanceof Number factor) {
                    String name = synonyms.removeLast().name();
                    synonyms.add(new Synonym(name, factor.longValue()));
                } else {
                    synonyms.add(new Synonym((String) item, 1));
                }
            }
            return synonyms;
        }
    }
}
