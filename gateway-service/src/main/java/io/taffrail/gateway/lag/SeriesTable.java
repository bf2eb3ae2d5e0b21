package io.taffrail.gateway.lag;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Series that come and go with what they measure. They are registered once, keep the number of the
 * last round for whoever scrapes, and disappear when a round does not name them any more. One round
 * at a time.
 */
final class SeriesTable {

    private final MeterRegistry registry;
    private final Map<Key, Series> known = new HashMap<>();
    private long round;

    private record Key(String name, Tags tags) {}

    private static final class Series {
        volatile double value;
        long round;
        @Nullable Meter meter;

        double value() {
            return value;
        }
    }

    SeriesTable(MeterRegistry registry) {
        this.registry = registry;
    }

    void begin() {
        round++;
    }

    void gauge(String name, String description, Tags tags, double value) {
        Series series = known.get(new Key(name, tags));
        if (series == null) {
            series = add(name, tags);
            series.meter =
                    Gauge.builder(name, series, Series::value)
                            .description(description)
                            .tags(tags)
                            .register(registry);
        }
        set(series, value);
    }

    void counter(String name, String description, Tags tags, double value) {
        Series series = known.get(new Key(name, tags));
        if (series == null) {
            series = add(name, tags);
            series.meter =
                    FunctionCounter.builder(name, series, Series::value)
                            .description(description)
                            .tags(tags)
                            .register(registry);
        }
        set(series, value);
    }

    private Series add(String name, Tags tags) {
        var series = new Series();
        known.put(new Key(name, tags), series);
        return series;
    }

    private void set(Series series, double value) {
        series.value = value;
        series.round = round;
    }

    /** What was not named since the beginning is gone. */
    void end() {
        for (Iterator<Series> each = known.values().iterator(); each.hasNext(); ) {
            Series series = each.next();
            if (series.round != round) {
                if (series.meter != null) {
                    registry.remove(series.meter);
                }
                each.remove();
            }
        }
    }
}
