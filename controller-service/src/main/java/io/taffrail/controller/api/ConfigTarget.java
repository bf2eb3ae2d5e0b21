package io.taffrail.controller.api;

import io.taffrail.controller.command.CommandReply;
import io.taffrail.controller.command.CommandReply.Refused;
import io.taffrail.controller.command.ControllerCommand.AlterConfigs;
import io.taffrail.controller.command.ControllerCommand.ConfigEdit;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.metadata.ConfigResource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * A resource whose settings are to change, as both of Kafka's requests for it name one.
 *
 * @param type Kafka's number: 2 topic, 4 broker
 */
record ConfigTarget(byte type, String name) {

    private static final long TIMEOUT_MS = 30_000;
    private static final byte TOPIC = 2;
    private static final byte BROKER = 4;

    CompletableFuture<CommandReply> alter(
            Proposer proposer, List<ConfigEdit> edits, boolean replacesAll, boolean validateOnly) {
        if (type != TOPIC && type != BROKER) {
            return refused(
                    "resources of type %d have no settings here: the types are %d (topic) and %d (broker)"
                            .formatted(type, TOPIC, BROKER));
        }
        Set<String> keys = new HashSet<>();
        for (ConfigEdit edit : edits) {
            if (!keys.add(edit.key())) {
                return refused("%s is named more than once".formatted(edit.key()));
            }
        }
        var resource =
                new ConfigResource(
                        type == TOPIC ? ConfigResource.Type.TOPIC : ConfigResource.Type.BROKER,
                        name);
        return proposer.ask(
                new AlterConfigs(resource, edits, replacesAll),
                Proposer.ANONYMOUS,
                TIMEOUT_MS,
                validateOnly);
    }

    private static CompletableFuture<CommandReply> refused(String message) {
        return CompletableFuture.completedFuture(
                Refused.because(Rejection.INVALID_REQUEST, "%s", message));
    }
}
