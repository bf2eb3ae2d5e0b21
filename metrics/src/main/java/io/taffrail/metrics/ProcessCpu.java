package io.taffrail.metrics;

import com.sun.management.OperatingSystemMXBean;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.lang.management.ManagementFactory;

/** The time on processors under the name and in the unit that every client library exposes. */
public final class ProcessCpu implements MeterBinder {

    private static final double NS_PER_S = 1e9;

    @Override
    public void bindTo(MeterRegistry registry) {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
            FunctionCounter.builder(
                            "process.cpu.seconds", system, s -> s.getProcessCpuTime() / NS_PER_S)
                    .description("Time that the process spent on processors")
                    .register(registry);
        }
    }
}
