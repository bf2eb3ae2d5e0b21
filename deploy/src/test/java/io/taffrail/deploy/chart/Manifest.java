package io.taffrail.deploy.chart;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One Kubernetes object. */
record Manifest(Map<?, ?> fields) {

    String kind() {
        return text("kind");
    }

    String name() {
        return text("metadata", "name");
    }

    /** What a service, a budget or a policy selects pods by, and pods are labelled with. */
    String component() {
        return text("metadata", "labels", "app.kubernetes.io/component");
    }

    /**
     * A field, or null.
     *
     * @param path keys of maps; of lists the number or the {@code name} of an entry
     */
    @Nullable Object at(Object... path) {
        Object here = fields;
        for (Object step : path) {
            here = step(here, step);
        }
        return here;
    }

    String text(Object... path) {
        return String.valueOf(at(path));
    }

    List<?> list(Object... path) {
        Object found = at(path);
        return found == null ? List.of() : (List<?>) found;
    }

    /** An environment variable's value in the only container of a workload's pods, or null. */
    @Nullable Object env(String variable) {
        return at("spec", "template", "spec", "containers", 0, "env", variable, "value");
    }

    /** A field of a workload's pods. */
    @Nullable Object pod(Object... path) {
        return inside(new Object[] {"spec", "template", "spec"}, path);
    }

    /** A field of the only container of a workload's pods. */
    @Nullable Object container(Object... path) {
        return inside(new Object[] {"spec", "template", "spec", "containers", 0}, path);
    }

    private @Nullable Object inside(Object[] from, Object[] path) {
        Object here = at(from);
        for (Object step : path) {
            here = step(here, step);
        }
        return here;
    }

    private static @Nullable Object step(@Nullable Object here, Object step) {
        return switch (here) {
            case Map<?, ?> map -> map.get(step);
            case List<?> list when step instanceof Integer index ->
                    index < list.size() ? list.get(index) : null;
            case List<?> list ->
                    list.stream()
                            .filter(each ->
                                    each instanceof Map<?, ?> map && step.equals(map.get("name")))
                            .findFirst()
                            .orElse(null);
            case null, default -> null;
        };
    }

    @Override
    public String toString() {
        return kind() + "/" + name();
    }
}
