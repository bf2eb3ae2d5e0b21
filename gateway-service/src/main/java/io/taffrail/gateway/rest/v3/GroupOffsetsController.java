package io.taffrail.gateway.rest.v3;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.taffrail.gateway.link.GroupDirectory.Description;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.gateway.reset.MovedOffset;
import io.taffrail.gateway.reset.ResetTarget;
import io.taffrail.gateway.rest.v3.GroupResources.OffsetChange;
import io.taffrail.gateway.rest.v3.GroupResources.OffsetReset;
import io.taffrail.kernel.metadata.PartitionImage;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Moves what a group has committed, or forgets it. Confluent has no model for it; the paths follow
 * those that are there.
 */
@RestController
@RequestMapping(
        path = "/v3/clusters/{cluster}/consumer-groups/{group}",
        produces = "application/json")
@Tag(name = "consumer groups (v3)")
public final class GroupOffsetsController {

    private final Cluster cluster;
    private final ConsumerGroups groups;
    private final GroupResets resets;

    public GroupOffsetsController(Cluster cluster, ConsumerGroups groups, GroupResets resets) {
        this.cluster = cluster;
        this.groups = groups;
        this.resets = resets;
    }

    @Operation(
            summary = "Move a group's offsets",
            description =
                    "Says for each partition what is committed before and after. \"to\" is"
                            + " earliest, latest, an offset, +N or -N from what is committed, @TIME"
                            + " (ISO 8601 or milliseconds), a duration back from now such as 10m or"
                            + " PT1H, group:NAME, or a resume token such as orders:0=42. Without"
                            + " topics and partitions it is about all that the group has committed."
                            + " Offsets outside of the log are held to it, and say so.",
            responses = {
                @ApiResponse(responseCode = "200", description = "before and after"),
                @ApiResponse(responseCode = "400", description = "the position makes no sense"),
                @ApiResponse(responseCode = "404", description = "no such group or partition"),
                @ApiResponse(
                        responseCode = "409",
                        description = "the group has members, which the message names")
            })
    @PostMapping("/offsets:reset")
    OffsetReset reset(
            HttpServletRequest request,
            @PathVariable("cluster") String clusterId,
            @PathVariable("group") String name,
            @Parameter(description = "only say what would change")
                    @RequestParam(name = "dry_run", defaultValue = "false")
                    boolean dryRun,
            @RequestBody Requests.OffsetReset asked) {
        Description group = groups.group(clusterId, name);
        List<MovedOffset> plan =
                resets.plan(
                        group,
                        target(asked.to()),
                        ofTopics(clusterId, asked),
                        chosen(clusterId, asked));
        if (!dryRun) {
            resets.carryOut(group, plan);
        }
        return new OffsetReset(
                "KafkaConsumerGroupOffsetReset",
                Addresses.of(request, clusterId).offsets(name),
                clusterId,
                name,
                dryRun,
                plan.stream().mapToLong(MovedOffset::lagBefore).sum(),
                plan.stream().mapToLong(MovedOffset::lagAfter).sum(),
                plan.stream().map(GroupOffsetsController::resource).toList());
    }

    private ResetTarget target(@Nullable String to) {
        if (to == null) {
            throw Cluster.invalid("to is missing: say where the group shall go on");
        }
        try {
            return ResetTarget.parse(to, resets.nowMs());
        } catch (IllegalArgumentException e) {
            throw Cluster.invalid(String.valueOf(e.getMessage()));
        }
    }

    private List<TopicPartition> ofTopics(String clusterId, Requests.OffsetReset asked) {
        List<TopicPartition> all = new ArrayList<>();
        for (String topic : asked.topics() == null ? List.<String>of() : asked.topics()) {
            all.addAll(partitions(clusterId, topic));
        }
        return all;
    }

    private List<TopicPartition> chosen(String clusterId, Requests.OffsetReset asked) {
        List<TopicPartition> chosen = new ArrayList<>();
        if (asked.partitions() != null) {
            for (Requests.PartitionName each : asked.partitions()) {
                TopicPartition named = Requests.partition(each.topicName(), each.partitionId());
                cluster.partition(clusterId, named.topic(), named.partition());
                chosen.add(named);
            }
        }
        return chosen;
    }

    private List<TopicPartition> partitions(String clusterId, String topic) {
        return cluster.topic(clusterId, topic).partitions().stream()
                .map(PartitionImage::partition)
                .map(partition -> new TopicPartition(topic, partition))
                .toList();
    }

    private static OffsetChange resource(MovedOffset moved) {
        return new OffsetChange(
                moved.partition().topic(),
                moved.partition().partition(),
                moved.before(),
                moved.after(),
                moved.startOffset(),
                moved.endOffset(),
                moved.lagBefore(),
                moved.lagAfter(),
                moved.isClamped(),
                moved.isClamped()
                        ? "offset "
                                + moved.wanted()
                                + " is not in the log, which has "
                                + moved.startOffset()
                                + " to "
                                + moved.endOffset()
                        : null);
    }

    @Operation(
            summary = "Forget a group",
            description = "And all that it committed. Only without members.")
    @DeleteMapping
    ResponseEntity<Void> delete(
            @PathVariable("cluster") String clusterId, @PathVariable("group") String name) {
        resets.delete(groups.group(clusterId, name));
        return ResponseEntity.noContent().build();
    }

    @Operation(
            summary = "Forget what a group committed in a topic",
            description = "Only while no member reads the topic.")
    @DeleteMapping("/offsets/{topic}")
    ResponseEntity<Void> forget(
            @PathVariable("cluster") String clusterId,
            @PathVariable("group") String name,
            @PathVariable("topic") String topic) {
        Description group = groups.group(clusterId, name);
        resets.forget(group, partitions(clusterId, topic));
        return ResponseEntity.noContent().build();
    }

    @Operation(
            summary = "Forget what a group committed in a partition",
            description = "Only while no member reads the topic.")
    @DeleteMapping("/offsets/{topic}/partitions/{partition}")
    ResponseEntity<Void> forget(
            @PathVariable("cluster") String clusterId,
            @PathVariable("group") String name,
            @PathVariable("topic") String topic,
            @PathVariable("partition") int partition) {
        Description group = groups.group(clusterId, name);
        cluster.partition(clusterId, topic, partition);
        resets.forget(group, List.of(new TopicPartition(topic, partition)));
        return ResponseEntity.noContent().build();
    }
}
