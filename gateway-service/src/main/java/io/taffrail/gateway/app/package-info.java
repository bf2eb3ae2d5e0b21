/**
 * The gateway as a Spring Boot application: properties, beans, health. Beans are made on the main
 * thread; what they make runs on threads of its own.
 */
@NullMarked
package io.taffrail.gateway.app;

import org.jspecify.annotations.NullMarked;
