/**
 * The read-only HTTP view of the projection, for dashboards and people. Every list is paged, and
 * every page is bounded.
 */
@NullMarked
package io.taffrail.controller.rest;

import org.jspecify.annotations.NullMarked;
