package io.taffrail.gateway.consume;

import io.taffrail.gateway.consume.PullRefused.Reason;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The pull consumers of this gateway; those that nobody asks any more go by themselves. */
public final class PullConsumers {

    private static final long CLOSE_MS = 2_000;

    private final GroupServices services;
    private final PullLimits limits;
    private final ConcurrentHashMap<Key, Instance> instances = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private final PullBudget budget;

    private record Key(String group, String name) {}

    /** A consumer and when it was last of use. */
    private static final class Instance {
        final PullConsumer consumer;
        final AtomicInteger inUse = new AtomicInteger();
        volatile long usedNs;

        Instance(PullConsumer consumer, long nowNs) {
            this.consumer = consumer;
            this.usedNs = nowNs;
        }
    }

    /** A consumer that does not go away while it is used. */
    public interface Use extends AutoCloseable {
        PullConsumer consumer();

        @Override
        void close();
    }

    public PullConsumers(GroupServices services, PullLimits limits) {
        this.services = services;
        this.limits = limits;
        this.budget = new PullBudget(limits.bytesMax());
    }

    /** How many there are. */
    public int count() {
        return count.get();
    }

    /** The memory of polls that are being answered. */
    public long takenBytes() {
        return budget.takenBytes();
    }

    /**
     * @param name unique within the group, or null for one that is
     * @throws PullRefused when the name is taken or there are too many
     */
    public PullConsumer create(String group, @Nullable String name, PullOptions options) {
        String given = name == null ? "rest-consumer-" + services.newMemberId() : name;
        if (count.incrementAndGet() > limits.instancesMax()) {
            count.decrementAndGet();
            throw PullRefused.of(
                    Reason.TOO_MANY,
                    "this gateway has "
                            + limits.instancesMax()
                            + " consumer instances, which is all it may have: delete some, or raise"
                            + " taffrail.gateway.consumers-max");
        }
        var consumer = new PullConsumer(services, group, given, options, budget);
        var instance = new Instance(consumer, services.clock().nanoTime());
        if (instances.putIfAbsent(new Key(group, given), instance) != null) {
            count.decrementAndGet();
            throw exists(group, given);
        }
        return consumer;
    }

    /** The refusal of a name that is taken, here or on another gateway. */
    public static PullRefused exists(String group, String name) {
        return PullRefused.of(
                Reason.EXISTS,
                "group " + group + " has a consumer instance " + name + " already: choose another");
    }

    /** Whether it is here. */
    public boolean has(String group, String name) {
        return instances.containsKey(new Key(group, name));
    }

    /**
     * @throws PullRefused when it is not here
     */
    public Use use(String group, String name) {
        Instance instance = instances.get(new Key(group, name));
        if (instance == null) {
            throw unknown(group, name);
        }
        instance.inUse.incrementAndGet();
        return new Use() {
            @Override
            public PullConsumer consumer() {
                return instance.consumer;
            }

            @Override
            public void close() {
                instance.usedNs = services.clock().nanoTime();
                instance.inUse.decrementAndGet();
            }
        };
    }

    /**
     * Commits what is to be committed, and leaves the group.
     *
     * @throws PullRefused when it is not here
     */
    public void delete(String group, String name) {
        Instance instance = instances.remove(new Key(group, name));
        if (instance == null) {
            throw unknown(group, name);
        }
        count.decrementAndGet();
        instance.consumer.end(true).join();
    }

    private PullRefused unknown(String group, String name) {
        return PullRefused.of(
                Reason.UNKNOWN_INSTANCE,
                "group "
                        + group
                        + " has no consumer instance "
                        + name
                        + ": POST /consumers/"
                        + group
                        + " makes one; one that is not used for "
                        + limits.idleMs() / 1000
                        + " s goes by itself");
    }

    /** Ends those that were not used for too long; called about once a second. */
    public void tick() {
        long nowNs = services.clock().nanoTime();
        instances.forEach((key, instance) -> {
            boolean isIdle =
                    instance.inUse.get() == 0
                            && nowNs - instance.usedNs >= limits.idleMs() * 1_000_000;
            if (isIdle && instances.remove(key, instance)) {
                count.decrementAndGet();
                instance.consumer.end(false);
            }
        });
    }

    /** Leaves all groups. */
    public void close() {
        List<Instance> all = List.copyOf(instances.values());
        instances.clear();
        CompletableFuture.allOf(
                        all.stream()
                                .map(instance -> instance.consumer.end(false))
                                .toArray(CompletableFuture<?>[]::new))
                .completeOnTimeout(null, CLOSE_MS, TimeUnit.MILLISECONDS)
                .join();
    }
}
