package io.taffrail.broker.partition;

import io.taffrail.broker.storage.AppendOrigin;
import io.taffrail.broker.storage.AppendRequest;
import io.taffrail.kernel.config.EffectiveConfigs;
import io.taffrail.kernel.metadata.MetadataEvent;
import io.taffrail.kernel.metadata.MetadataEvent.ChangeReason;
import io.taffrail.kernel.metadata.MetadataEvent.PartitionChanged;
import io.taffrail.kernel.metadata.MetadataEvent.TopicCreated;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.kernel.metadata.TopicImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Broker 1 with its replica of {@code orders-0}, which it leads at first. Everything happens on the
 * caller's thread, and syncs are over at once. The other replica, broker 2, is what the test says.
 */
public final class LoneBroker {

    public static final int ID = 1;
    public static final int OTHER = 2;
    public static final String TOPIC = "orders";

    private static final UUID TOPIC_ID = new UUID(0, 1);
    private static final long REGISTRATION = 1;

    private final Contacts contacts = QuietPorts.contacts();
    private final HandLoop loop = new HandLoop();
    private final Partitions partitions;
    private MetadataImage image = MetadataImage.EMPTY;

    public LoneBroker(Path directory) throws IOException {
        this(directory, () -> CompletableFuture.completedFuture(false));
    }

    /**
     * @param news what the controller answers when it is asked for news
     */
    LoneBroker(Path directory, Supplier<CompletableFuture<Boolean>> news) throws IOException {
        var store = new SyncedAtOnce(directory, ID);
        var ports = QuietPorts.of(ID, store, () -> REGISTRATION, contacts, news);
        partitions =
                new Partitions(
                        ports, List.of(loop), now -> new EffectiveConfigs(now, ID, Map.of()));
        var replicas = List.of(ID, OTHER);
        var partition = PartitionImage.created(0, replicas, replicas);
        follow(new TopicCreated(new TopicImage(TOPIC_ID, TOPIC, false, List.of(partition))));
        partition().open().join();
    }

    public Partitions partitions() {
        return partitions;
    }

    public Partition partition() {
        return partitions.find(TOPIC_ID, 0);
    }

    public int leaderEpoch() {
        return assigned().leaderEpoch();
    }

    /** Both replicas are in sync, and that one leads from now on, in the next epoch. */
    public void elect(int leader) {
        PartitionImage elected = assigned().withLeader(leader, List.of(ID, OTHER), List.of());
        follow(new PartitionChanged(TOPIC_ID, elected, ChangeReason.LEADER_ELECTED));
    }

    /** As a producer sends them to this broker. */
    public void append(int records) {
        partition()
                .append(
                        new PendingAppend(
                                new AppendRequest(TestLog.batch(records), AppendOrigin.CLIENT),
                                true,
                                Long.MAX_VALUE,
                                () -> {},
                                answer -> {}));
    }

    /** The other one, which follows, has everything that this broker has. */
    public void otherHasAll() {
        long end = partition().view().log().endOffset();
        partition().onFollowerFetch(leaderEpoch(), OTHER, REGISTRATION, end);
    }

    /** Time goes by in which nobody is heard but whom the test lets speak. */
    public void beSilentFor(long ms) {
        for (long passed = 0; passed < ms; passed += 100) {
            if (contacts.beat()) {
                partitions.checkDoubts();
            }
        }
    }

    /** As much time goes by as any timer waits for. */
    void fireTimers() {
        loop.fireTimers();
    }

    /** A controller answers a heartbeat. */
    public void controllerAnswers() {
        contacts.toldToServe();
    }

    /** The other one, which leads, sends what comes next. */
    public void otherSends(int records, long highWatermark) {
        long end = partition().view().log().endOffset();
        ByteBuffer batch = TestLog.batch(end, records, leaderEpoch());
        partition()
                .replicate(leaderEpoch(), new FromLeader.Records(batch, highWatermark, 0))
                .join();
    }

    private PartitionImage assigned() {
        return image.partition(TOPIC_ID, 0);
    }

    private void follow(MetadataEvent event) {
        image = image.evolve(event, image.appliedIndex() + 1);
        partitions.follow(image);
    }
}
