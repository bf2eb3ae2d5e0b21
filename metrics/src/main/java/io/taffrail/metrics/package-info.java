/**
 * What the services' metrics have in common: how series are written at a scrape, how requests are
 * timed, and which names of the frameworks are left out. Owned by no thread: a scrape reads what
 * other threads have counted. Imports Micrometer and Prometheus' model, and no service.
 */
@NullMarked
package io.taffrail.metrics;

import org.jspecify.annotations.NullMarked;
