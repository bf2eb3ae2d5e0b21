/** The controller: decides the cluster's metadata and tells every other node about it. */
@NullMarked
package io.taffrail.controller;

import org.jspecify.annotations.NullMarked;
