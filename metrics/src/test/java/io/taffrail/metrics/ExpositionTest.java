package io.taffrail.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What is written for a scrape, as Prometheus reads it. */
class ExpositionTest {

    @Test
    void seriesWithAndWithoutLabelsStandUnderOneName() throws IOException {
        var exposition = new Exposition();
        exposition.counter("bytes_in", "Bytes.").is(7).is(3, "topic", "a").is(4, "topic", "b");
        assertThat(text(exposition))
                .isEqualTo(
                        """
                        # HELP bytes_in_total Bytes.
                        # TYPE bytes_in_total counter
                        bytes_in_total 7.0
                        bytes_in_total{topic="a"} 3.0
                        bytes_in_total{topic="b"} 4.0
                        """);
    }

    @Test
    void whatHasNoSeriesIsLeftOut() throws IOException {
        var exposition = new Exposition();
        exposition.gauge("lag", "Of nobody.");
        exposition.summary("times", "Of nothing.");
        exposition.gauge("up", "Is up.").is(1);
        assertThat(text(exposition)).doesNotContain("lag", "times").contains("up 1.0\n");
    }

    @Test
    void aSummaryTellsHowManyAndHowMuch() throws IOException {
        var exposition = new Exposition();
        exposition.summary("times", "Times.").is(2, 1.5, "request", "Fetch");
        assertThat(text(exposition))
                .contains("times_count{request=\"Fetch\"} 2\n", "times_sum{request=\"Fetch\"} 1.5");
    }

    private static String text(Exposition exposition) throws IOException {
        var registry = new PrometheusRegistry();
        MultiCollector collector = exposition::snapshots;
        registry.register(collector);
        var out = new ByteArrayOutputStream();
        PrometheusTextFormatWriter.builder().build().write(out, registry.scrape());
        return out.toString(StandardCharsets.UTF_8);
    }
}
