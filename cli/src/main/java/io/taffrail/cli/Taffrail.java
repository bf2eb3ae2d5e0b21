package io.taffrail.cli;

import io.taffrail.cli.bench.BenchCommand;
import io.taffrail.cli.cluster.ClusterCommand;
import io.taffrail.cli.doctor.DoctorCommand;
import io.taffrail.cli.door.BrokerCommand;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The root of the commands; it only says which there are. */
@Command(
        name = "taffrail",
        description = "A distributed commit log that anyone can POST to.",
        mixinStandardHelpOptions = true,
        version = "taffrail 0.1.0",
        subcommands = {
            TopicCommand.class,
            ProduceCommand.class,
            ConsumeCommand.class,
            GroupCommand.class,
            ClusterCommand.class,
            BrokerCommand.class,
            DoctorCommand.class,
            BenchCommand.class,
            CompletionCommand.class,
            HelpCommand.class
        })
public final class Taffrail {

    private Taffrail() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** All commands, as {@link #main} runs them. */
    public static CommandLine commandLine() {
        return new CommandLine(new Taffrail())
                .setExecutionExceptionHandler((failure, commandLine, parsed) -> {
                    commandLine.getErr().println("taffrail: " + reason(failure));
                    return CommandLine.ExitCode.SOFTWARE;
                });
    }

    /** What a person can act on: the innermost message, without a stack trace. */
    private static String reason(Throwable failure) {
        Throwable innermost = failure;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        String name = innermost.getClass().getSimpleName();
        String message = innermost.getMessage();
        if (message == null || message.isBlank()) {
            return name;
        }
        if (innermost instanceof TimeoutException) {
            return message + ": `taffrail doctor` finds out why";
        }
        boolean isExpected = innermost instanceof KafkaException || innermost instanceof Failure;
        return isExpected ? message : name + ": " + message;
    }

    /** A command that cannot go on, in words for the person who typed it. */
    public static final class Failure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public Failure(String message) {
            super(message);
        }
    }
}
