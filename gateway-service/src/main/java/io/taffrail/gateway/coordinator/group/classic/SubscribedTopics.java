package io.taffrail.gateway.coordinator.group.classic;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The topics that consumers read, out of the metadata that they send each other. Every version of
 * ConsumerProtocolSubscription begins with that of version 0, which is all that is read here:
 *
 * <pre>
 * version: int16, topics: int32 count, then each int16 length and UTF-8 bytes
 * </pre>
 */
final class SubscribedTopics {

    static final String CONSUMER = "consumer";

    private SubscribedTopics() {}

    /**
     * Empty when nobody can know: the members are no consumers, have not chosen a protocol yet, or
     * send something else than consumers do.
     */
    static Optional<Set<String>> of(
            String protocolType, @Nullable String protocolName, Collection<ClassicMember> members) {
        if (!protocolType.equals(CONSUMER)) {
            return Optional.empty();
        }
        if (members.isEmpty()) {
            return Optional.of(Set.of());
        }
        if (protocolName == null) {
            return Optional.empty();
        }
        Set<String> topics = new HashSet<>();
        try {
            for (ClassicMember member : members) {
                read(ByteBuffer.wrap(member.metadata(protocolName).bytes()), topics);
            }
        } catch (BufferUnderflowException notASubscription) {
            return Optional.empty();
        }
        return Optional.of(topics);
    }

    private static void read(ByteBuffer subscription, Set<String> topics) {
        subscription.getShort();
        int count = subscription.getInt();
        for (int i = 0; i < count; i++) {
            int length = subscription.getShort();
            if (length < 0 || length > subscription.remaining()) {
                throw new BufferUnderflowException();
            }
            byte[] name = new byte[length];
            subscription.get(name);
            topics.add(new String(name, StandardCharsets.UTF_8));
        }
    }
}
