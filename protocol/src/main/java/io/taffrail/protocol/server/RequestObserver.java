package io.taffrail.protocol.server;

import io.taffrail.protocol.wire.Api;

/** Told what happens on a listener, for metrics; called on event loops, so it must be quick. */
public interface RequestObserver {

    RequestObserver NONE =
            new RequestObserver() {
                @Override
                public void onConnected() {}

                @Override
                public void onDisconnected() {}

                @Override
                public void onAnswered(Api api, long tookNs) {}

                @Override
                public void onRefused() {}
            };

    void onConnected();

    void onDisconnected();

    /**
     * @param tookNs from the last byte of the request to its answer, waiting included
     */
    void onAnswered(Api api, long tookNs);

    /** A connection was closed for what it sent. */
    void onRefused();
}
