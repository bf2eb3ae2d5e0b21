package io.taffrail.bench.subscribers;

import io.taffrail.bench.LoadOptions;
import java.util.ArrayList;
import java.util.List;

/** Runs a trial against a cluster with two gateways; ends with 1 when something was wrong. */
public final class SubscribersLoad {

    private SubscribersLoad() {}

    public static void main(String[] args) throws Exception {
        var options =
                new LoadOptions(
                        args,
                        "bootstrap",
                        "http-ports",
                        "pids",
                        "partitions",
                        "members",
                        "alone",
                        "rate",
                        "seconds",
                        "kill");
        String[] ports = options.text("http-ports").split(",", -1);
        String[] pids = options.text("pids").split(",", -1);
        List<GatewayProcess> gateways = new ArrayList<>();
        for (int i = 0; i < ports.length; i++) {
            gateways.add(new GatewayProcess(Integer.parseInt(ports[i]), Long.parseLong(pids[i])));
        }
        TrialResult result =
                Trial.run(
                        new TrialPlan(
                                options.text("bootstrap"),
                                gateways,
                                "subscribed",
                                options.count("partitions", 48),
                                options.count("members", 1_000),
                                options.count("alone", 1_000),
                                options.count("rate", 40),
                                options.count("seconds", 20),
                                options.text("kill", "coordinator").equals("coordinator")));
        System.out.println(result.table());
        result.faults().forEach(fault -> System.err.println("WRONG: " + fault));
        System.exit(result.faults().isEmpty() ? 0 : 1);
    }
}
