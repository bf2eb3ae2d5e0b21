package io.taffrail.gateway.dashboard;

import io.taffrail.gateway.dashboard.ClusterViews.Counts;
import io.taffrail.gateway.dashboard.ClusterViews.Disk;
import io.taffrail.gateway.dashboard.ClusterViews.Health;
import io.taffrail.gateway.dashboard.ClusterViews.WorstLag;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The state of the cluster in plain English, the worst first. Pure. */
final class HealthSentences {

    private static final double BEHIND_S = 10;
    private static final int BEHIND_GROUPS_MAX = 3;
    private static final int DISK_PERCENT_LEFT = 10;

    private final List<String> bad = new ArrayList<>();
    private final List<String> warn = new ArrayList<>();
    private final List<String> fine = new ArrayList<>();

    private HealthSentences() {}

    /**
     * @param downBrokers registered ones that do not serve
     * @param silentBrokers ones that serve, but do not answer this gateway
     * @param hasQuorum whether the controllers have a leader that answers
     */
    static Health of(
            Counts counts,
            List<Integer> downBrokers,
            List<Integer> silentBrokers,
            boolean hasQuorum,
            Map<Integer, Map<String, Disk>> disks,
            List<WorstLag> worstLags) {
        var sentences = new HealthSentences();
        sentences.nodes(counts, downBrokers, silentBrokers, hasQuorum);
        sentences.partitions(counts);
        disks.forEach(sentences::disks);
        sentences.groups(counts, worstLags);
        return sentences.health();
    }

    private Health health() {
        List<String> all = new ArrayList<>(bad);
        all.addAll(warn);
        all.addAll(fine);
        String level = !bad.isEmpty() ? "bad" : !warn.isEmpty() ? "warn" : "ok";
        return new Health(level, List.copyOf(all));
    }

    private void nodes(
            Counts counts,
            List<Integer> downBrokers,
            List<Integer> silentBrokers,
            boolean hasQuorum) {
        if (!hasQuorum) {
            bad.add("no controller leads or answers: nothing can be changed");
        }
        if (counts.brokersUp() == 0) {
            bad.add("no broker is up");
        } else {
            fine.add(count(counts.brokersUp(), "broker", "brokers") + " up");
        }
        if (!downBrokers.isEmpty()) {
            boolean isOne = downBrokers.size() == 1;
            warn.add(
                    (isOne ? "broker " : "brokers ")
                            + ids(downBrokers)
                            + (isOne ? " is" : " are")
                            + " down");
        }
        if (!silentBrokers.isEmpty()) {
            boolean isOne = silentBrokers.size() == 1;
            warn.add(
                    (isOne ? "broker " : "brokers ")
                            + ids(silentBrokers)
                            + (isOne ? " does" : " do")
                            + " not answer this gateway");
        }
        int controllersDown = counts.controllers() - counts.controllersUp();
        if (hasQuorum && controllersDown > 0) {
            warn.add(
                    controllersDown
                            + " of "
                            + count(counts.controllers(), "controller", "controllers")
                            + (controllersDown == 1 ? " is" : " are")
                            + " down");
        }
    }

    private void partitions(Counts counts) {
        if (counts.offline() > 0) {
            bad.add(
                    partitions(counts.offline())
                            + " offline: nobody leads "
                            + them(counts.offline()));
        }
        if (counts.underMinIsr() > 0) {
            bad.add(
                    partitions(counts.underMinIsr())
                            + " below min.insync.replicas: nothing is acknowledged there");
        }
        String underReplicated =
                count(
                        counts.underReplicated(),
                        "under-replicated partition",
                        "under-replicated partitions");
        (counts.underReplicated() > 0 ? warn : fine).add(underReplicated);
    }

    private void disks(int broker, Map<String, Disk> ofBroker) {
        ofBroker.forEach((path, disk) -> {
            if (disk.offline()) {
                bad.add("broker " + broker + " has lost its log directory " + path);
            } else if (disk.totalBytes() > 0) {
                long percentLeft = disk.usableBytes() * 100 / disk.totalBytes();
                if (percentLeft < DISK_PERCENT_LEFT) {
                    warn.add("broker " + broker + " has " + percentLeft + " % left in " + path);
                }
            }
        });
    }

    private void groups(Counts counts, List<WorstLag> worstLags) {
        Set<String> told = new HashSet<>();
        for (WorstLag lag : worstLags) {
            Double seconds = lag.seconds();
            if (seconds != null
                    && seconds >= BEHIND_S
                    && told.size() < BEHIND_GROUPS_MAX
                    && told.add(lag.group())) {
                warn.add(
                        "group "
                                + lag.group()
                                + " is "
                                + duration(seconds.longValue())
                                + " behind");
            }
        }
        if (told.isEmpty() && counts.groups() > 0) {
            fine.add("no group is more than " + (long) BEHIND_S + " s behind");
        }
    }

    private static String duration(long seconds) {
        if (seconds < 120) {
            return seconds + " s";
        }
        return seconds < 7_200 ? seconds / 60 + " min" : seconds / 3_600 + " h";
    }

    private static String partitions(int count) {
        return count(count, "partition is", "partitions are");
    }

    private static String them(int count) {
        return count == 1 ? "it" : "them";
    }

    private static String count(int count, String one, String many) {
        return count + " " + (count == 1 ? one : many);
    }

    private static String ids(List<Integer> ids) {
        return ids.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
}
