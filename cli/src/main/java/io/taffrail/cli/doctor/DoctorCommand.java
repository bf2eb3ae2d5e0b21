package io.taffrail.cli.doctor;

import io.taffrail.cli.Cluster;
import io.taffrail.cli.Output;
import io.taffrail.cli.doctor.Finding.Outcome;
import io.taffrail.cli.door.Door;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.requests.MetadataResponse;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code taffrail doctor}: step by step from the name to a record, with a remedy for each ✗. */
@Command(
        name = "doctor",
        description = "Why can't I connect? Looks at each step, says what is wrong and what to do.",
        mixinStandardHelpOptions = true)
public final class DoctorCommand implements Callable<Integer> {

    @Mixin private Cluster on = new Cluster();
    @Mixin private Door door = new Door();
    @Mixin private Output as = new Output();

    @Option(
            names = "--write",
            description =
                    "Also send one record and read it back, in a topic that is deleted again.")
    private boolean write;

    private final List<Finding> findings = new ArrayList<>();

    @Override
    public Integer call() throws InterruptedException {
        for (String each : on.brokers().split(",")) {
            examine(new Connection(Address.parse(each.strip()), door));
        }
        tell(Condition.http(door));
        tell(Condition.clock(door, Clock.systemUTC().millis()));
        boolean isReachable =
                findings.stream()
                        .noneMatch(each ->
                                each.outcome() == Outcome.WRONG && !each.step().equals("http"));
        if (!write) {
            tell(Finding.skipped("record", "none was sent: --write sends one and reads it back"));
        } else if (!isReachable) {
            tell(Finding.skipped("record", "none was sent, because of what is wrong above"));
        } else {
            try (Admin admin = on.admin()) {
                tell(Trial.run(admin, on.properties()));
            }
        }
        return findings.stream().anyMatch(each -> each.outcome() == Outcome.WRONG) ? 1 : 0;
    }

    /** Each step needs the one before. */
    private void examine(Connection connection) throws InterruptedException {
        boolean isAnswered =
                tell(connection.name())
                        && tell(connection.port())
                        && tell(connection.protocol())
                        && tell(connection.told());
        MetadataResponse metadata = connection.metadata();
        if (!isAnswered || metadata == null) {
            return;
        }
        connection.listeners().forEach(this::tell);
        tell(Condition.controller(connection.peer()));
        tell(Condition.brokers(connection.peer()));
        tell(Condition.partitions(metadata));
    }

    private boolean tell(Finding finding) {
        findings.add(finding);
        if (as.isJson()) {
            var line = new LinkedHashMap<String, @Nullable Object>();
            line.put("step", finding.step());
            line.put("outcome", finding.outcome().name().toLowerCase(java.util.Locale.ROOT));
            line.put("text", finding.text());
            line.put("remedy", finding.remedy());
            Output.json(System.out, line);
        } else {
            System.out.printf(
                    "%s %s: %s%n", finding.outcome().sign(), finding.step(), finding.text());
            if (finding.remedy() != null) {
                System.out.println("    → " + finding.remedy());
            }
        }
        return finding.outcome() == Outcome.OK;
    }
}
