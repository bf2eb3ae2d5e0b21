package io.taffrail.gateway.coordinator;

import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.ClusterAdmin.ProducerIdentity;
import io.taffrail.gateway.link.PartitionReader;
import io.taffrail.gateway.link.PartitionWriter;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.runtime.Clock;
import io.taffrail.kernel.runtime.Loop;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The world around shards.
 *
 * @param nodeId this gateway
 * @param nodeEpoch under which the controllers know this run of it; negative before they do
 * @param producerIds a new identity for each call
 * @param loop owns the shards
 */
public record ShardPorts(
        int nodeId,
        LongSupplier nodeEpoch,
        Supplier<MetadataImage> image,
        PartitionWriter writer,
        PartitionReader reader,
        Supplier<CompletableFuture<Answer<ProducerIdentity>>> producerIds,
        Clock clock,
        Loop loop,
        RandomGenerator random) {}
