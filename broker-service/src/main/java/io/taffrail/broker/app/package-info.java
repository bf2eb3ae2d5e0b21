/** Composition: the plain-Java node, and the Spring Boot application around it. */
@NullMarked
package io.taffrail.broker.app;

import org.jspecify.annotations.NullMarked;
