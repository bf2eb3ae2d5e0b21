package io.taffrail.gateway.link;

import io.taffrail.protocol.wire.HistoryLine;
import io.taffrail.protocol.wire.HistoryQuery;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Asks the controllers how the cluster became what it is. */
public interface ClusterHistory {

    /** The newest lines that fit, newest first. */
    CompletableFuture<Answer<List<HistoryLine>>> lines(HistoryQuery query);
}
