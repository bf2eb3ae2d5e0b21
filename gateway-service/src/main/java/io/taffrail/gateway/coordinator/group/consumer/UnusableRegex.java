package io.taffrail.gateway.coordinator.group.consumer;

/** A regular expression that cannot be subscribed to; the message tells its sender why. */
final class UnusableRegex extends Exception {

    private static final long serialVersionUID = 1L;

    UnusableRegex(String regex, String why) {
        super("SubscribedTopicRegex `" + regex + "` is not a valid regular expression: " + why);
    }
}
