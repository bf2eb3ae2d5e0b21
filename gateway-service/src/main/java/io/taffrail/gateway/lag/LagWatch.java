package io.taffrail.gateway.lag;

import io.taffrail.gateway.lag.LagWatcher.Seen;
import io.taffrail.gateway.link.Answer;
import io.taffrail.gateway.link.GroupDirectory;
import io.taffrail.gateway.link.GroupDirectory.Listed;
import io.taffrail.gateway.link.GroupDirectory.Standing;
import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.runtime.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures the groups that somebody watches, of whichever gateway they are, once per second for all
 * who watch together. Nobody watching costs nothing.
 */
public final class LagWatch {

    /** So many groups can be watched together; who watches all of more than these is refused. */
    static final int GROUPS_MAX = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(LagWatch.class);

    private final GroupDirectory directory;
    private final GroupLags lags;
    private final Clock clock;
    private final int readsMax;
    private final Set<LagWatcher> watchers = ConcurrentHashMap.newKeySet();
    // How many watch each group that is watched by its name.
    private final Map<String, Integer> named = new HashMap<>();
    private final AtomicBoolean isUnderWay = new AtomicBoolean();

    /** What one round found; {@code groups} has those that were asked about, or a refusal. */
    private record Found(
            Map<String, Answer<Standing>> groups,
            Map<String, WatchedGroup> watched,
            @Nullable Rejected ofAll) {}

    public LagWatch(GroupDirectory directory, GroupLags lags, Clock clock, int readsMax) {
        this.directory = directory;
        this.lags = lags;
        this.clock = clock;
        this.readsMax = readsMax;
    }

    /**
     * Watches until it is closed; its first round begins at once.
     *
     * @param group null for all
     */
    public LagWatcher watch(@Nullable String group) {
        var watcher = new LagWatcher(group, this::forget);
        if (group != null && !hasRoomFor(group)) {
            watcher.offer(
                    new Seen.Nothing(
                            new Rejected(
                                    Rejection.THROTTLING_QUOTA_EXCEEDED,
                                    GROUPS_MAX
                                            + " groups are watched on this gateway, which is the"
                                            + " limit: try another one, or later")));
            return watcher;
        }
        watchers.add(watcher);
        begin(List.of(watcher));
        return watcher;
    }

    private boolean hasRoomFor(String group) {
        synchronized (named) {
            if (!named.containsKey(group) && named.size() >= GROUPS_MAX) {
                return false;
            }
            named.merge(group, 1, Integer::sum);
            return true;
        }
    }

    private void forget(LagWatcher watcher) {
        String group = watcher.group();
        boolean wasThere = watchers.remove(watcher);
        if (wasThere && group != null) {
            synchronized (named) {
                named.computeIfPresent(group, (_, count) -> count == 1 ? null : count - 1);
            }
        }
    }

    /** Begins a round for all who watch. Any thread. */
    public void tick() {
        begin(List.copyOf(watchers));
    }

    private void begin(List<LagWatcher> served) {
        if (!served.isEmpty() && isUnderWay.compareAndSet(false, true)) {
            round(served)
                    .whenComplete((_, failure) -> {
                        isUnderWay.set(false);
                        if (failure != null) {
                            LOG.error("lags could not be measured for those who watch", failure);
                        } else {
                            begin(watchers.stream().filter(one -> isNew(one, served)).toList());
                        }
                    });
        }
    }

    /** Who came while a round was under way need not wait for the next second. */
    private static boolean isNew(LagWatcher watcher, List<LagWatcher> served) {
        return !watcher.wasServed() && !served.contains(watcher);
    }

    private CompletableFuture<Void> round(List<LagWatcher> served) {
        Set<String> names = new TreeSet<>();
        boolean isForAll = false;
        for (LagWatcher watcher : served) {
            String group = watcher.group();
            if (group == null) {
                isForAll = true;
            } else {
                names.add(group);
            }
        }
        CompletableFuture<Answer<List<Listed>>> listed =
                isForAll
                        ? directory.list()
                        : CompletableFuture.completedFuture(Answer.of(List.of()));
        return listed.thenCompose(answer -> measure(names, answer))
                .thenAcceptAsync(found -> served.forEach(watcher -> tell(watcher, found)));
    }

    private CompletableFuture<Found> measure(Set<String> names, Answer<List<Listed>> listed) {
        Rejected ofAll = objection(listed);
        Set<String> asked = new TreeSet<>(names);
        if (ofAll == null && listed instanceof Answer.Given<List<Listed>> given) {
            given.value().forEach(group -> asked.add(group.group()));
        }
        return directory
                .standings(asked)
                .thenCompose(standings -> {
                    List<GroupProgress> progress = new ArrayList<>();
                    standings
                            .values()
                            .forEach(each -> {
                                if (each instanceof Answer.Given<Standing> given) {
                                    Standing group = given.value();
                                    progress.add(
                                            GroupProgress.of(
                                                    group.description(), group.committed()));
                                }
                            });
                    return lags.of(progress, List.of(), readsMax)
                            .thenApply(round ->
                                    new Found(
                                            standings, watched(standings, round.groups()), ofAll));
                });
    }

    private static @Nullable Rejected objection(Answer<List<Listed>> listed) {
        return switch (listed) {
            case Answer.Refused<List<Listed>> refused -> refused.rejected();
            case Answer.Given<List<Listed>> given ->
                    given.value().size() <= GROUPS_MAX
                            ? null
                            : new Rejected(
                                    Rejection.INVALID_REQUEST,
                                    "there are "
                                            + given.value().size()
                                            + " groups, and all can be watched up to "
                                            + GROUPS_MAX
                                            + ": watch those that matter, each by its name");
        };
    }

    private Map<String, WatchedGroup> watched(
            Map<String, Answer<Standing>> standings, Map<String, List<Lag>> measured) {
        Map<String, WatchedGroup> watched = new HashMap<>();
        long nowMs = clock.nowMs();
        standings.forEach((name, answer) -> {
            if (answer instanceof Answer.Given<Standing> given) {
                var description = given.value().description();
                watched.put(
                        name,
                        new WatchedGroup(
                                name,
                                description.state(),
                                description.members().size(),
                                measured.getOrDefault(name, List.of()),
                                nowMs));
            }
        });
        return watched;
    }

    private static void tell(LagWatcher watcher, Found found) {
        String group = watcher.group();
        if (group == null) {
            tellAll(watcher, found);
            return;
        }
        WatchedGroup watched = found.watched().get(group);
        Answer<Standing> answer = found.groups().get(group);
        if (answer instanceof Answer.Refused<Standing> refused) {
            refuse(watcher, refused.rejected(), isGone(refused));
        } else if (watched != null) {
            watcher.offer(new Seen.Groups(Map.of(group, watched), Set.of()));
        }
    }

    private static boolean isGone(Answer.Refused<Standing> refused) {
        return refused.rejected().reason() == Rejection.GROUP_ID_NOT_FOUND;
    }

    /** A coordinator that does not answer now is asked again, unless it never did. */
    private static void refuse(LagWatcher watcher, Rejected why, boolean isFinal) {
        if (isFinal || !watcher.wasServed()) {
            watcher.offer(new Seen.Nothing(why));
        }
    }

    private static void tellAll(LagWatcher watcher, Found found) {
        Rejected objection = found.ofAll();
        if (objection != null) {
            refuse(watcher, objection, objection.reason() == Rejection.INVALID_REQUEST);
            return;
        }
        Set<String> silent = new TreeSet<>();
        found.groups()
                .forEach((name, answer) -> {
                    if (answer instanceof Answer.Refused<Standing> refused && !isGone(refused)) {
                        silent.add(name);
                    }
                });
        watcher.offer(new Seen.Groups(new TreeMap<>(found.watched()), silent));
    }
}
