/**
 * Administration in the shape of Confluent's REST API, version 3: clusters, brokers, topics,
 * partitions and settings. What it reads is this node's image of the cluster; what it changes, the
 * controller changes, and an answer comes when the image shows it.
 */
@NullMarked
package io.taffrail.gateway.rest.v3;

import org.jspecify.annotations.NullMarked;
