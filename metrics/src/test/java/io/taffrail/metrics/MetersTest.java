package io.taffrail.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.taffrail.metrics.app.ScrapeProperties;
import io.taffrail.protocol.wire.Api;
import io.taffrail.protocol.wire.ApiCatalog;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What services register once, and what is kept out of a registry. */
class MetersTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void requestsAreTimedByApiAndConnectionsCounted() {
        var meters = new RequestMeters(registry, "broker");
        Api fetch = ApiCatalog.get((short) 1);
        meters.onConnected();
        meters.onConnected();
        meters.onDisconnected();
        meters.onAnswered(fetch, 2_000_000);
        meters.onAnswered(fetch, 4_000_000);
        meters.onRefused();

        List<String> told = new ArrayList<>();
        meters.visit((api, count, tookMs) -> told.add(api + " " + count + " " + tookMs));
        assertThat(told).containsExactly("Fetch 2 6.0");
        assertThat(registry.get("taffrail.connections").gauge().value()).isEqualTo(1);
        assertThat(registry.get("taffrail.connections.refused").counter().count()).isEqualTo(1);
    }

    @Test
    void whatPrometheusWouldNotTakeOfFrameworksIsRenamedExplainedOrLeftOut() {
        registry.config().meterFilter(new FrameworkNames());
        registry.gauge("system.cpu.count", 2);
        registry.gauge("tomcat.sessions.active.max", 1);
        registry.counter("jvm.compilation.time").increment();
        registry.timer("http.server.requests");
        registry.gauge("jvm.threads.live", 3);

        assertThat(registry.getMeters())
                .extracting(meter -> meter.getId().getName())
                .containsExactlyInAnyOrder(
                        "system.cpus", "http.server.requests", "jvm.threads.live");
        assertThat(registry.get("http.server.requests").timer().getId().getDescription())
                .isNotBlank();
    }

    @Test
    void timeOnProcessorsIsToldInSeconds() {
        new ProcessCpu().bindTo(registry);
        assertThat(registry.get("process.cpu.seconds").functionCounter().count())
                .isBetween(0.01, 100_000.0);
    }

    @Test
    void theBuildNamesItsVersion() {
        Build.register(registry, "broker", 7);
        assertThat(Build.version()).matches("\\d+\\.\\d+.*");
        assertThat(
                        registry.get("taffrail.build.info")
                                .tags("service", "broker", "node", "7", "version", Build.version())
                                .gauge()
                                .value())
                .isEqualTo(1);
    }

    @Test
    void aBoundBelowZeroIsRefusedWithTheWayOut() {
        assertThatThrownBy(() -> new ScrapeProperties(-1))
                .hasMessage("taffrail.metrics.partitions-max -1 is negative: 0 gives sums only");
    }
}
