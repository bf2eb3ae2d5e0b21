/**
 * The controller as a Spring Boot service: properties in, beans out. The one place that knows how
 * the parts are put together in a process of their own.
 */
@NullMarked
package io.taffrail.controller.app;

import org.jspecify.annotations.NullMarked;
