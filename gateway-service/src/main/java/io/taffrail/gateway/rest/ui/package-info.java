/**
 * The dashboard's own API over HTTP: one GET for each thing that can be looked at. On the web
 * server's threads, which wait.
 */
@NullMarked
package io.taffrail.gateway.rest.ui;

import org.jspecify.annotations.NullMarked;
