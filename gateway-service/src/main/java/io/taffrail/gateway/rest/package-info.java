/**
 * The HTTP doors. Each request runs on a virtual thread of its own and may wait there. The paths
 * under {@code /topics} are plain servlets because they carry the load; administration is Spring
 * MVC.
 */
@NullMarked
package io.taffrail.gateway.rest;

import org.jspecify.annotations.NullMarked;
