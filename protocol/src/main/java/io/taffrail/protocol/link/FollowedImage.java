package io.taffrail.protocol.link;

import io.taffrail.kernel.metadata.MetadataEntry;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.runtime.Loop;
import io.taffrail.protocol.wire.FollowMetadataResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The metadata as far as the controller has told it, and those who want to hear of more. It only
 * ever gets newer, whoever the answers come from, which is why it is apart from the link: that
 * begins anew with every controller.
 *
 * <p>Written on the link's loop alone; any thread reads.
 */
final class FollowedImage {

    private static final long NOTHING_KNOWN = -1;

    private final Loop loop;
    private final List<Consumer<MetadataImage>> listeners = new CopyOnWriteArrayList<>();
    private volatile MetadataImage image = MetadataImage.EMPTY;

    FollowedImage(Loop loop) {
        this.loop = loop;
    }

    /** Empty before the first answer. */
    MetadataImage now() {
        return image;
    }

    /** The last log entry that the image has, as the controller is asked for more. */
    long knownIndex() {
        return image.appliedIndex() == 0 ? NOTHING_KNOWN : image.appliedIndex();
    }

    void listen(Consumer<MetadataImage> listener) {
        loop.execute(() -> {
            listeners.add(listener);
            listener.accept(image);
        });
    }

    CompletableFuture<Boolean> await(Predicate<MetadataImage> wanted, long timeoutMs) {
        var waiting = new CompletableFuture<Boolean>();
        loop.execute(() -> {
            Consumer<MetadataImage> listener =
                    current -> {
                        if (wanted.test(current)) {
                            waiting.complete(true);
                        }
                    };
            listeners.add(listener);
            Loop.Timer timeout = loop.schedule(timeoutMs, () -> waiting.complete(false));
            waiting.whenComplete((satisfied, failure) -> {
                timeout.cancel();
                listeners.remove(listener);
            });
            listener.accept(image);
        });
        return waiting;
    }

    /** Takes in what is newer, and tells it. On the loop. */
    void apply(FollowMetadataResponse response) {
        MetadataImage before = image;
        MetadataImage after = before;
        if (response.isSnapshot()) {
            // Two requests may be under way, and the older answer come last.
            after =
                    response.image().appliedIndex() > before.appliedIndex()
                            ? response.image()
                            : before;
        } else {
            for (MetadataEntry entry : response.entries()) {
                after = entry.index() > after.appliedIndex() ? after.evolve(entry) : after;
            }
        }
        if (after != before) {
            image = after;
            for (Consumer<MetadataImage> listener : listeners) {
                listener.accept(after);
            }
        }
    }
}
