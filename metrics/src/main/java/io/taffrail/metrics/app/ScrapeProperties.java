package io.taffrail.metrics.app;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The properties of metrics, under {@code taffrail.metrics}.
 *
 * @param partitionsMax so many partitions of a node have series of their own; of more, series are
 *     by topic, and of more topics than that there are sums only (default 2000: about 2 MB a
 *     scrape)
 */
@ConfigurationProperties("taffrail.metrics")
public record ScrapeProperties(@DefaultValue("2000") int partitionsMax) {

    public ScrapeProperties {
        if (partitionsMax < 0) {
            throw new IllegalArgumentException(
                    "taffrail.metrics.partitions-max "
                            + partitionsMax
                            + " is negative: 0 gives sums only");
        }
    }
}
