package io.taffrail.metrics.app;

import io.taffrail.metrics.FrameworkNames;
import io.taffrail.metrics.ProcessCpu;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What is there once in a process, however many services it runs; each of them imports it. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ScrapeProperties.class)
public class ScrapeConfiguration {

    @Bean
    FrameworkNames frameworkNames() {
        return new FrameworkNames();
    }

    @Bean
    OpenHttp openHttp() {
        return new OpenHttp();
    }

    @Bean
    ProcessCpu processCpu() {
        return new ProcessCpu();
    }
}
