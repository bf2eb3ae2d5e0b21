package io.taffrail.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Brings what frameworks measure under the rules of Prometheus, which {@code promtool check
 * metrics} checks: base units, and a word of help for each name. What cannot be brought there is
 * left out.
 */
public final class FrameworkNames implements MeterFilter {

    /** In milliseconds and nanoseconds, and of sessions that no door of ours has. */
    private static final Set<String> LEFT_OUT = Set.of("jvm.compilation.time", "process.cpu.time");

    private static final String LEFT_OUT_PREFIX = "tomcat.sessions.";

    private static final Map<String, String> RENAMED = Map.of("system.cpu.count", "system.cpus");

    private static final Map<String, String> HELP =
            Map.of(
                    "http.server.requests",
                    "HTTP requests for administration, metrics and the controller's views",
                    "http.server.requests.active",
                    "HTTP requests that are being answered");

    @Override
    public MeterFilterReply accept(Meter.Id id) {
        boolean isLeftOut =
                LEFT_OUT.contains(id.getName()) || id.getName().startsWith(LEFT_OUT_PREFIX);
        return isLeftOut ? MeterFilterReply.DENY : MeterFilterReply.NEUTRAL;
    }

    @Override
    public Meter.Id map(Meter.Id id) {
        String name = RENAMED.getOrDefault(id.getName(), id.getName());
        String help = id.getDescription() == null ? HELP.get(name) : id.getDescription();
        boolean isSame = name.equals(id.getName()) && Objects.equals(help, id.getDescription());
        return isSame
                ? id
                : new Meter.Id(
                        name,
                        Tags.of(id.getTagsAsIterable()),
                        id.getBaseUnit(),
                        help,
                        id.getType());
    }
}
