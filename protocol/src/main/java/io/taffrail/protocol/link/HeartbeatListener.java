package io.taffrail.protocol.link;

/** Wants to know how young the controller's last word is. */
public interface HeartbeatListener {

    HeartbeatListener NOBODY =
            new HeartbeatListener() {
                @Override
                public void onSent() {}

                @Override
                public void onTaken() {}

                @Override
                public void onLost() {}
            };

    void onSent();

    /** The controller took the heartbeat that was sent last, and counts the node as alive. */
    void onTaken();

    /** The connection has ended, and with it perhaps the node's life in the controller's eyes. */
    void onLost();
}
