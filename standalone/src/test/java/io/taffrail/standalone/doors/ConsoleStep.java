package io.taffrail.standalone.doors;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A command of a page, as it stands there, and what stands below it. */
public record ConsoleStep(String command, String output) {

    /** The commands of all {@code console} blocks of a page, in their order. */
    public static List<ConsoleStep> of(String page) {
        List<ConsoleStep> steps = new ArrayList<>();
        var blocks = Pattern.compile("```console\n(.*?)```", Pattern.DOTALL).matcher(page);
        while (blocks.find()) {
            String command = null;
            var output = new StringBuilder();
            for (String line : blocks.group(1).split("\n")) {
                if (line.startsWith("$ ")) {
                    if (command != null) {
                        steps.add(new ConsoleStep(command, output.toString().strip()));
                    }
                    command = line.substring(2);
                    output.setLength(0);
                } else {
                    output.append(line).append('\n');
                }
            }
            if (command != null) {
                steps.add(new ConsoleStep(command, output.toString().strip()));
            }
        }
        return steps;
    }

    /** What was printed must have this; a stream may show more before and behind it. */
    public static Pattern pattern(String output) {
        return Pattern.compile(".*" + part(output).pattern() + ".*", Pattern.DOTALL);
    }

    /** The text itself, where times differ and … may be anything. */
    static Pattern part(String output) {
        String exact =
                Pattern.quote(output)
                        .replaceAll("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z", "…")
                        .replace("…", "\\E.*?\\Q");
        return Pattern.compile(exact, Pattern.DOTALL);
    }
}
