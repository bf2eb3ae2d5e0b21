package io.taffrail.controller.api;

import io.taffrail.controller.quorum.EntryFeed;
import io.taffrail.kernel.metadata.MetadataEntry;
import io.taffrail.kernel.runtime.Loop;
import io.taffrail.protocol.server.ApiHandler;
import io.taffrail.protocol.server.ApiRange;
import io.taffrail.protocol.server.Exchange;
import io.taffrail.protocol.wire.FollowMetadataRequest;
import io.taffrail.protocol.wire.FollowMetadataResponse;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.protocol.Errors;

/**
 * FollowMetadata 0, our own: what came after an index of the metadata log, as entries or, for a
 * node that is far behind, as the whole image; or a wait until something comes. Only the controller
 * that leads answers, since it alone knows that nothing committed is missing from its image.
 */
final class FollowMetadataHandler implements ApiHandler {

    private static final int WAIT_MS_MAX = 60_000;

    private final Proposer proposer;
    private final EntryFeed feed;
    private final Loop loop;

    /**
     * @param loop keeps the time of waiting requests
     */
    FollowMetadataHandler(Proposer proposer, EntryFeed feed, Loop loop) {
        this.proposer = proposer;
        this.feed = feed;
        this.loop = loop;
    }

    @Override
    public ApiRange range() {
        return ApiRange.followMetadata();
    }

    @Override
    public void handle(Exchange exchange) {
        var request = exchange.request(FollowMetadataRequest.class);
        long index = request.appliedIndex();
        boolean mustWait =
                index >= 0
                        && proposer.isLeader()
                        && feed.after(index).map(List::isEmpty).orElse(false);
        if (mustWait && request.waitMsMax() > 0) {
            await(exchange, index, Math.min(request.waitMsMax(), WAIT_MS_MAX));
        } else {
            answer(exchange, index);
        }
    }

    /**
     * Whichever comes first, an entry or the end of the wait; the exchange takes one answer only.
     */
    private void await(Exchange exchange, long index, int waitMs) {
        var timeout = new Loop.Timer[1];
        long ticket =
                feed.ring(
                        index,
                        () ->
                                loop.execute(() -> {
                                    if (timeout[0] != null) {
                                        timeout[0].cancel();
                                    }
                                    answer(exchange, index);
                                }));
        loop.execute(() ->
                timeout[0] =
                        loop.schedule(
                                waitMs,
                                () -> {
                                    feed.stopWaiting(ticket);
                                    answer(exchange, index);
                                }));
        exchange.onDisconnect(() -> feed.stopWaiting(ticket));
    }

    private void answer(Exchange exchange, long index) {
        if (!proposer.isLeader()) {
            exchange.respond(FollowMetadataResponse.error(Errors.NOT_CONTROLLER.code()));
            return;
        }
        Optional<List<MetadataEntry>> entries = index < 0 ? Optional.empty() : feed.after(index);
        exchange.respond(
                entries.map(list ->
                                FollowMetadataResponse.ofEntries(
                                        list.isEmpty() ? index : list.getLast().index(), list))
                        .orElseGet(() -> FollowMetadataResponse.ofImage(proposer.image())));
    }
}
