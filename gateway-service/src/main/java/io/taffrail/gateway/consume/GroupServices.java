package io.taffrail.gateway.consume;

import io.taffrail.gateway.link.GroupCalls;
import io.taffrail.gateway.stream.Credit;
import io.taffrail.gateway.stream.RecordSink;
import io.taffrail.gateway.stream.SubscribeOptions;
import io.taffrail.gateway.stream.Subscriptions;
import io.taffrail.kernel.runtime.Clock;
import io.taffrail.kernel.runtime.Loop;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * What members of groups work with.
 *
 * @param loop takes the turns of all members
 * @param ids new random ids
 */
public record GroupServices(
        GroupCalls calls,
        Subscriptions subscriptions,
        OpenStreams streams,
        Loop loop,
        Clock clock,
        Supplier<UUID> ids) {

    /** A stream that the group decides on; runs when its {@code run} is called. */
    public GroupSubscription open(
            SubscribeOptions options,
            GroupOptions membership,
            Credit credit,
            RecordSink sink,
            GroupSubscription.Notices notices) {
        return new GroupSubscription(this, options, membership, credit, sink, notices);
    }

    String newMemberId() {
        return ids.get().toString();
    }
}
