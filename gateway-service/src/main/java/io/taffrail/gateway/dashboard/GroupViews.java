package io.taffrail.gateway.dashboard;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Consumer groups, as the dashboard gets them. Offsets are text. */
public final class GroupViews {

    private GroupViews() {}

    /**
     * @param total how many fit, on all pages
     */
    public record GroupPage(int total, List<Group> items) {}

    /**
     * @param protocol classic or consumer
     * @param state in Kafka's words
     * @param coordinator the gateway, or null
     * @param lagRecords null when the group was not measured
     * @param lagSeconds the longest; null when it is not known
     */
    public record Group(
            String group,
            String protocol,
            String state,
            int members,
            @Nullable Integer coordinator,
            @Nullable String lagRecords,
            @Nullable Double lagSeconds,
            List<String> topics) {}

    /**
     * @param epoch null: coordinators do not tell it
     * @param assignor empty while there is none
     */
    public record GroupDetail(
            String group,
            String protocol,
            String state,
            @Nullable Integer epoch,
            @Nullable Integer coordinator,
            String assignor,
            Map<String, Member> members,
            List<Position> partitions) {}

    /**
     * @param instanceId its static id, or null
     * @param assigned partitions by topic
     */
    public record Member(
            String clientId,
            @Nullable String host,
            @Nullable String instanceId,
            Map<String, List<Integer>> assigned) {}

    /**
     * How far the group is in a partition.
     *
     * @param committed the next record to read; null when nothing was committed
     * @param member who reads it now, or null
     */
    public record Position(
            String topic,
            int partition,
            @Nullable String committed,
            String start,
            String end,
            String records,
            @Nullable Double seconds,
            @Nullable String member) {}
}
