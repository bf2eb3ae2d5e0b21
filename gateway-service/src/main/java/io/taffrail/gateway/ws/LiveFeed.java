package io.taffrail.gateway.ws;

import io.taffrail.kernel.fault.Rejected;

/** What all get who watch the same. Any thread; nothing here waits. */
interface LiveFeed {

    /** One who watches. Called with the feed's lock, so that must not wait. */
    interface Viewer {

        /**
         * @param type snapshot, delta or append
         * @param json the data, shared by all who watch the same
         */
        void update(String type, byte[] json);

        /** There is nothing to see, or no more; nothing else comes. */
        void end(Rejected why);
    }

    void join(Viewer viewer);

    void leave(Viewer viewer);

    boolean isUnwatched();

    /** Looks again; not while the look before is still under way. */
    void refresh();
}
