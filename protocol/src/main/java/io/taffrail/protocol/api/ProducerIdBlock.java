package io.taffrail.protocol.api;

import io.taffrail.protocol.link.ControllerLink;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.message.AllocateProducerIdsRequestData;
import org.apache.kafka.common.message.AllocateProducerIdsResponseData;
import org.apache.kafka.common.protocol.Errors;

/**
 * Producer ids for this node's clients, from blocks that the controller hands out, so that an id is
 * given once in the whole cluster. What is left of a block when the node stops is lost, and that is
 * harmless: there are 2^63.
 */
public final class ProducerIdBlock {

    private static final long TIMEOUT_MS = 5_000;

    private final int nodeId;
    private final ControllerLink link;
    private final Queue<CompletableFuture<Long>> waiting = new ArrayDeque<>();
    private long nextId;
    private long endId;
    private boolean isAsking;

    public ProducerIdBlock(int nodeId, ControllerLink link) {
        this.nodeId = nodeId;
        this.link = link;
    }

    /** Completes with a new id; fails when the controller gives none. */
    synchronized CompletableFuture<Long> next() {
        if (nextId < endId) {
            return CompletableFuture.completedFuture(nextId++);
        }
        var asked = new CompletableFuture<Long>();
        waiting.add(asked);
        if (!isAsking) {
            isAsking = true;
            ask();
        }
        return asked;
    }

    private void ask() {
        var request =
                new AllocateProducerIdsRequestData()
                        .setBrokerId(nodeId)
                        .setBrokerEpoch(link.nodeEpoch());
        link.send(request, TIMEOUT_MS, AllocateProducerIdsResponseData.class)
                .whenComplete((response, failure) -> {
                    if (failure != null) {
                        failAll(failure);
                    } else if (response.errorCode() != Errors.NONE.code()) {
                        failAll(Errors.forCode(response.errorCode()).exception());
                    } else {
                        onBlock(response.producerIdStart(), response.producerIdLen());
                    }
                });
    }

    private void onBlock(long firstId, int count) {
        synchronized (this) {
            nextId = firstId;
            endId = firstId + count;
            isAsking = false;
            while (nextId < endId && !waiting.isEmpty()) {
                waiting.remove().complete(nextId++);
            }
            if (!waiting.isEmpty()) {
                isAsking = true;
                ask();
            }
        }
    }

    private synchronized void failAll(Throwable failure) {
        isAsking = false;
        while (!waiting.isEmpty()) {
            waiting.remove().completeExceptionally(failure);
        }
    }
}
