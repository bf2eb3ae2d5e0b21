package io.taffrail.bench.subscribers;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs all subscribers on one selector thread. When a connection ends its subscriber goes to the
 * next gateway after a moment of its own, so that a thousand do not come in the same one.
 */
final class Fleet implements AutoCloseable {

    private static final int BUFFER_BYTES = 1 << 20;
    private static final long SELECT_MS = 20;
    private static final int PAUSE_MS_MAX = 500;
    private static final int CONNECTING_MAX = 64;

    private final List<InetSocketAddress> gateways;
    private final List<Subscriber> subscribers = new ArrayList<>();
    private final Selector selector;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final Random random;
    private final PriorityQueue<Attempt> attempts =
            new PriorityQueue<>(Comparator.comparingLong(Attempt::dueNs));
    private final ConcurrentLinkedQueue<Runnable> asked = new ConcurrentLinkedQueue<>();
    private final Thread thread = Thread.ofPlatform().name("subscribers").unstarted(this::run);
    private final CompletableFuture<Boolean> broken = new CompletableFuture<>();
    private int connecting;
    private int failedAttempts;
    private @Nullable String lastFailure;
    private volatile boolean isClosed;

    private record Attempt(long dueNs, Subscriber subscriber, int gateway) {}

    Fleet(List<InetSocketAddress> gateways, long seed) throws IOException {
        this.gateways = List.copyOf(gateways);
        this.selector = Selector.open();
        this.random = new Random(seed);
    }

    /** Before it starts: half of them on each of two gateways. */
    void add(Subscriber subscriber) {
        attempts.add(
                new Attempt(System.nanoTime(), subscriber, subscribers.size() % gateways.size()));
        subscribers.add(subscriber);
    }

    void start() {
        thread.start();
    }

    /** Looks at what belongs to the fleet's thread. */
    <T> T ask(Supplier<T> question) {
        var answer = new CompletableFuture<T>();
        broken.exceptionally(why -> {
            answer.completeExceptionally(why);
            return true;
        });
        asked.add(() -> answer.complete(question.get()));
        selector.wakeup();
        return answer.join();
    }

    /** On the fleet's thread. */
    List<Subscriber> subscribers() {
        return subscribers;
    }

    /** On the fleet's thread. */
    int failedAttempts() {
        return failedAttempts;
    }

    /** On the fleet's thread; null when every attempt succeeded. */
    @Nullable String lastFailure() {
        return lastFailure;
    }

    private void run() {
        try {
            while (!isClosed) {
                for (Runnable next = asked.poll(); next != null; next = asked.poll()) {
                    next.run();
                }
                connectDue();
                selector.select(SELECT_MS);
                for (SelectionKey key : selector.selectedKeys()) {
                    serve(key);
                }
                selector.selectedKeys().clear();
            }
            subscribers.forEach(Subscriber::close);
            selector.close();
        } catch (IOException | RuntimeException e) {
            // Whoever asks next is told.
            broken.completeExceptionally(e);
        }
    }

    private void connectDue() {
        while (connecting < CONNECTING_MAX && !attempts.isEmpty()) {
            Attempt next = attempts.peek();
            if (next.dueNs() > System.nanoTime()) {
                return;
            }
            attempts.remove();
            connecting++;
            try {
                next.subscriber().connect(selector, next.gateway(), gateways.get(next.gateway()));
            } catch (IOException e) {
                lost(next.subscriber(), e);
            }
        }
    }

    private void serve(SelectionKey key) {
        Subscriber subscriber = (Subscriber) key.attachment();
        if (!key.isValid()) {
            return;
        }
        boolean wasOpen = subscriber.isOpen();
        try {
            if (key.isConnectable()) {
                subscriber.connected(key);
            } else if (!subscriber.read(buffer)) {
                lost(subscriber, null);
                return;
            }
        } catch (IOException e) {
            lost(subscriber, e);
            return;
        }
        if (!wasOpen && subscriber.isOpen()) {
            connecting--;
        }
    }

    private void lost(Subscriber subscriber, @Nullable IOException why) {
        if (!subscriber.isOpen()) {
            connecting--;
            failedAttempts++;
            lastFailure = subscriber + ": " + (why == null ? "the connection ended" : why);
        }
        subscriber.close();
        int next =
                subscriber.isRefused()
                        ? subscriber.gateway()
                        : (subscriber.gateway() + 1) % gateways.size();
        long pauseNs = random.nextInt(PAUSE_MS_MAX) * 1_000_000L;
        attempts.add(new Attempt(System.nanoTime() + pauseNs, subscriber, next));
    }

    @Override
    public void close() {
        isClosed = true;
        selector.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
