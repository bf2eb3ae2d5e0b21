package io.taffrail.gateway.dashboard;

import io.taffrail.gateway.dashboard.GroupRound.Stand;
import io.taffrail.gateway.dashboard.GroupViews.Group;
import io.taffrail.gateway.dashboard.GroupViews.GroupDetail;
import io.taffrail.gateway.dashboard.GroupViews.GroupPage;
import io.taffrail.gateway.dashboard.GroupViews.Member;
import io.taffrail.gateway.dashboard.GroupViews.Position;
import io.taffrail.gateway.lag.Lag;
import io.taffrail.gateway.link.GroupDirectory;
import io.taffrail.gateway.link.GroupDirectory.Description;
import io.taffrail.gateway.link.TopicPartition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Puts together what is shown of groups. Pure. */
final class GroupScenes {

    private GroupScenes() {}

    static GroupPage page(GroupRound round, Channel.Groups asked) {
        Pages.Cut<Stand> cut =
                Pages.of(
                        round.groups().values().stream(),
                        Stand::name,
                        asked.q(),
                        order(asked.sort()),
                        asked.isDescending(),
                        asked.offset(),
                        asked.limit());
        return new GroupPage(cut.total(), cut.items().stream().map(GroupScenes::group).toList());
    }

    private static Comparator<Stand> order(Channel.GroupSort sort) {
        return switch (sort) {
            case NAME -> Comparator.comparing(Stand::name);
            case LAG -> Comparator.comparingLong(Stand::records);
            case SECONDS -> Comparator.comparingDouble(GroupScenes::knownSeconds);
            case MEMBERS -> Comparator.comparingInt(Stand::members);
        };
    }

    /** What is not known is below what is. */
    private static double knownSeconds(Stand stand) {
        Double seconds = stand.seconds();
        return seconds == null ? -1 : seconds;
    }

    private static Group group(Stand stand) {
        Description description = stand.description();
        return new Group(
                stand.name(),
                stand.listed().type().toLowerCase(Locale.ROOT),
                description == null ? stand.listed().state() : description.state(),
                stand.members(),
                description == null ? null : coordinator(description),
                stand.isMeasured() ? Long.toString(stand.records()) : null,
                stand.isMeasured() ? Round.tenths(stand.seconds()) : null,
                stand.lags().stream().map(lag -> lag.partition().topic()).distinct().toList());
    }

    private static @Nullable Integer coordinator(Description description) {
        return description.coordinator() < 0 ? null : description.coordinator();
    }

    /**
     * @param nowMs when the lags were measured
     */
    static GroupDetail detail(Description group, List<Lag> lags, long nowMs) {
        Map<TopicPartition, String> owners = new HashMap<>();
        Map<String, Member> members = new TreeMap<>();
        for (GroupDirectory.Member member : group.members()) {
            Map<String, List<Integer>> assigned = new TreeMap<>();
            for (TopicPartition partition : member.assigned()) {
                owners.put(partition, member.id());
                assigned.computeIfAbsent(partition.topic(), _ -> new ArrayList<>())
                        .add(partition.partition());
            }
            assigned.values().forEach(partitions -> partitions.sort(Comparator.naturalOrder()));
            members.put(
                    member.id(),
                    new Member(
                            member.clientId(), member.clientHost(), member.instanceId(), assigned));
        }
        return new GroupDetail(
                group.group(),
                group.type().toLowerCase(Locale.ROOT),
                group.state(),
                group.epoch() < 0 ? null : group.epoch(),
                coordinator(group),
                group.assignor(),
                members,
                lags.stream()
                        .map(lag -> position(lag, owners.get(lag.partition()), nowMs))
                        .toList());
    }

    private static Position position(Lag lag, @Nullable String member, long nowMs) {
        Long committed = lag.committed();
        return new Position(
                lag.partition().topic(),
                lag.partition().partition(),
                committed == null ? null : Long.toString(committed),
                Long.toString(lag.startOffset()),
                Long.toString(lag.endOffset()),
                Long.toString(lag.records()),
                Round.tenths(lag.seconds(nowMs)),
                member);
    }
}
