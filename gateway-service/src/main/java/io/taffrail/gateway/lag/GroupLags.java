package io.taffrail.gateway.lag;

import io.taffrail.gateway.lag.FirstUnread.At;
import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.PartitionReader;
import io.taffrail.gateway.link.TopicPartition;
import io.taffrail.kernel.fault.Rejected;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * How far groups are behind in each partition that they read or have committed: in records, and in
 * time, which is what people mean by it. However many groups there are, each leader is asked twice.
 */
public final class GroupLags {

    private final PartitionReader reader;
    private final FirstUnread firstUnread;

    public GroupLags(PartitionReader reader, FirstUnread firstUnread) {
        this.reader = reader;
        this.firstUnread = firstUnread;
    }

    /**
     * What was learned of some groups.
     *
     * @param groups the lags of each group, by topic and partition; what could not be learned is
     *     left out
     * @param bounds of all partitions
     * @param readsLeftOut how many times were not read because there were too many
     */
    public record Round(Map<String, List<Lag>> groups, LogBounds bounds, int readsLeftOut) {}

    /** All lags of a group; those of deleted topics are left out. Refused when one is not known. */
    public CompletableFuture<Answer<List<Lag>>> of(GroupProgress group) {
        return of(List.of(group), List.of(), FirstUnread.ALL)
                .thenApply(round -> {
                    for (TopicPartition partition : group.partitions()) {
                        Rejected objection = round.bounds().objection(partition);
                        if (objection != null) {
                            return Answer.refused(objection);
                        }
                    }
                    return Answer.of(round.groups().getOrDefault(group.group(), List.of()));
                });
    }

    /**
     * The lags of many groups, as far as they can be learned.
     *
     * @param others partitions whose bounds are wanted beside those of the groups
     * @param readsMax how many records may be read for their time
     */
    public CompletableFuture<Round> of(
            Collection<GroupProgress> groups, Collection<TopicPartition> others, int readsMax) {
        Set<TopicPartition> partitions = new LinkedHashSet<>(others);
        groups.forEach(group -> partitions.addAll(group.partitions()));
        return LogBounds.of(reader, partitions)
                .thenCompose(bounds -> {
                    Map<String, List<Lag>> lags = new TreeMap<>();
                    Set<At> unread = new LinkedHashSet<>();
                    for (GroupProgress group : groups) {
                        List<Lag> ofGroup = counted(group, bounds);
                        lags.put(group.group(), ofGroup);
                        ofGroup.stream()
                                .filter(lag -> lag.records() > 0)
                                .forEach(lag -> unread.add(at(lag)));
                    }
                    return firstUnread
                            .times(unread, readsMax)
                            .thenApply(times -> {
                                lags.replaceAll((_, ofGroup) -> timed(ofGroup, times));
                                int leftOut = Math.max(0, unread.size() - times.size());
                                return new Round(lags, bounds, leftOut);
                            });
                });
    }

    private static List<Lag> counted(GroupProgress group, LogBounds bounds) {
        List<Lag> lags = new ArrayList<>();
        for (TopicPartition partition : group.partitions()) {
            Long start = bounds.start(partition);
            Long end = bounds.end(partition);
            if (start != null && end != null) {
                lags.add(new Lag(partition, group.committed().get(partition), start, end, null));
            }
        }
        return lags;
    }

    private static List<Lag> timed(List<Lag> lags, Map<At, Long> times) {
        return lags.stream()
                .map(lag -> lag.records() == 0 ? lag : lag.readUpTo(times.get(at(lag))))
                .toList();
    }

    private static At at(Lag lag) {
        return new At(lag.partition(), lag.nextOffset());
    }
}
