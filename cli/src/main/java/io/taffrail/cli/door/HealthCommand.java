package io.taffrail.cli.door;

import io.taffrail.cli.Output;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code taffrail cluster health}: a sentence for people, an exit code for scripts. */
@Command(
        name = "health",
        description = "Tell in a sentence how the cluster is; 1 when it is not well.",
        mixinStandardHelpOptions = true)
public final class HealthCommand implements Callable<Integer> {

    private static final String OK = "ok";
    private static final String BAD = "bad";

    @Mixin private Door door = new Door();
    @Mixin private Output as = new Output();

    @Option(
            names = "--only-bad",
            description =
                    "Let warnings pass, such as a broker that is down: 1 only when something cannot"
                            + " be written, read or changed.")
    private boolean onlyBad;

    @Override
    public Integer call() throws InterruptedException {
        JsonNode health = door.get("/ui/v1/overview").path("health");
        String level = health.path("level").asString(BAD);
        List<String> sentences = new ArrayList<>();
        health.path("sentences").forEach(each -> sentences.add(each.asString("")));
        if (as.isJson()) {
            var json = new LinkedHashMap<String, Object>();
            json.put("level", level);
            json.put("sentences", sentences);
            Output.json(System.out, json);
        } else {
            System.out.println(level + ": " + String.join("; ", sentences));
        }
        boolean isWell = level.equals(OK) || (onlyBad && !level.equals(BAD));
        return isWell ? 0 : 1;
    }
}
