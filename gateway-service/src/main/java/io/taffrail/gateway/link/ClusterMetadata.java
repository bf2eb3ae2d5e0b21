package io.taffrail.gateway.link;

import io.taffrail.kernel.metadata.MetadataImage;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The cluster's metadata as this node knows it, and word when it knows more. */
public interface ClusterMetadata {

    MetadataImage image();

    /** Calls with every new image, on the link's thread, which must not be held up. */
    void listen(Consumer<MetadataImage> listener);

    /** Completes with true once the image is as wanted, or with false after the time. */
    CompletableFuture<Boolean> await(Predicate<MetadataImage> wanted, long timeoutMs);
}
