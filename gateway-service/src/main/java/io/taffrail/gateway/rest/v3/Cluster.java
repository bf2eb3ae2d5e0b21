package io.taffrail.gateway.rest.v3;

import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.ClusterAdmin;
import io.taffrail.gateway.link.ClusterAdmin.Done;
import io.taffrail.gateway.link.ClusterMetadata;
import io.taffrail.gateway.link.ClusterOperations;
import io.taffrail.gateway.produce.TopicDirectory;
import io.taffrail.gateway.rest.Problem;
import io.taffrail.gateway.rest.ProblemException;
import io.taffrail.kernel.config.EffectiveConfigs;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.NodeImage;
import io.taffrail.kernel.metadata.NodeRole;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.kernel.metadata.TopicImage;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * The cluster as version 3 sees it: finds what a path names or says that it is not there, and
 * carries out a change until this node has seen it, so that who changes reads what he wrote.
 */
public final class Cluster {

    private static final int SEEN_MS = 10_000;

    private final ClusterMetadata metadata;
    private final ClusterAdmin admin;
    private final ClusterOperations operations;
    private final TopicDirectory topics;

    public Cluster(
            ClusterMetadata metadata,
            ClusterAdmin admin,
            ClusterOperations operations,
            TopicDirectory topics) {
        this.metadata = metadata;
        this.admin = admin;
        this.operations = operations;
        this.topics = topics;
    }

    ClusterAdmin admin() {
        return admin;
    }

    ClusterOperations operations() {
        return operations;
    }

    EffectiveConfigs configs() {
        return topics.configs();
    }

    MetadataImage image() {
        return metadata.image();
    }

    /** The image of that cluster, which must be this one. */
    MetadataImage image(String clusterId) {
        MetadataImage image = metadata.image();
        if (!image.clusterId().equals(clusterId)) {
            throw notFound(
                    404,
                    "cluster "
                            + clusterId
                            + " is not this one, which is "
                            + image.clusterId()
                            + ": list it at /v3/clusters");
        }
        return image;
    }

    TopicImage topic(String clusterId, String name) {
        TopicImage topic = image(clusterId).topic(name);
        if (topic == null) {
            throw notFound(40403, "there is no topic " + name + " in this cluster");
        }
        return topic;
    }

    PartitionImage partition(String clusterId, String topic, int number) {
        TopicImage of = topic(clusterId, topic);
        PartitionImage partition = of.partition(number);
        if (partition == null) {
            throw notFound(
                    40403,
                    "topic "
                            + topic
                            + " has no partition "
                            + number
                            + ": it has 0 to "
                            + (of.partitions().size() - 1));
        }
        return partition;
    }

    /** A registered broker, alive or not. */
    NodeImage broker(String clusterId, int id) {
        NodeImage node = image(clusterId).node(id);
        if (node == null || node.role() != NodeRole.BROKER) {
            throw notFound(404, "broker " + id + " is not registered in this cluster");
        }
        return node;
    }

    /** Waits for the controller's answer. */
    void carryOut(CompletableFuture<Answer<Done>> change) {
        answer(change);
    }

    /** Waits for the controller's answer, and gives what it says. */
    <T> T answer(CompletableFuture<Answer<T>> asked) {
        return switch (asked.join()) {
            case Answer.Given<T> given -> given.value();
            case Answer.Refused<T> refused ->
                    throw new ProblemException(Problem.of(refused.rejected()));
        };
    }

    /** Waits for the controller's answer and then until it shows here. */
    void carryOut(CompletableFuture<Answer<Done>> change, Predicate<MetadataImage> shown) {
        carryOut(change);
        awaitShown(shown);
    }

    /** Waits until a change that was made shows here. */
    void awaitShown(Predicate<MetadataImage> shown) {
        boolean isShown = metadata.await(shown, SEEN_MS).join();
        if (!isShown) {
            throw new ProblemException(
                    new Problem(
                            504,
                            504,
                            "timed-out",
                            "Timed out",
                            "the change was made, and this gateway has not seen it for "
                                    + SEEN_MS
                                    + " ms: see whether the controller can be reached",
                            true));
        }
    }

    static ProblemException notFound(int code, String detail) {
        return new ProblemException(
                new Problem(404, code, "not-found", "Not found", detail, false));
    }

    static ProblemException invalid(String detail) {
        return new ProblemException(Problem.badRequest(detail));
    }
}
