package io.taffrail.controller.rest;

/** A parameter of a request that cannot be used; the message says which, and what would do. */
final class BadQuery extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BadQuery(String message) {
        super(message);
    }
}
