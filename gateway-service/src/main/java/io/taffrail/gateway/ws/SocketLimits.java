package io.taffrail.gateway.ws;

/**
 * The bounds of WebSockets.
 *
 * @param socketsMax sockets that may be open; one more is refused with 429
 * @param messageBytesMax the largest message of a client
 * @param subscriptionsMax subscriptions on one socket
 * @param pingMs how often a silent socket is asked for a sign of life
 * @param silenceMsMax after how long without one, or without room to write, it is dropped
 */
public record SocketLimits(
        int socketsMax,
        int messageBytesMax,
        int subscriptionsMax,
        long pingMs,
        long silenceMsMax) {}
