package io.taffrail.gateway.coordinator.group.classic;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which protocol a generation assigns by: one that all members offer, and that most of them like
 * best among those. Of two that are liked by as many, the one that the earlier member voted for.
 */
public final class ProtocolVote {

    private ProtocolVote() {}

    static boolean allOffer(Collection<ClassicMember> members, String protocolName) {
        return members.stream().allMatch(member -> member.offers(protocolName));
    }

    private static boolean offers(List<OfferedProtocol> ballot, String name) {
        return ballot.stream().anyMatch(offered -> offered.name().equals(name));
    }

    /** Null without members; they always have one in common, or they were not let in. */
    static @Nullable String elect(Collection<ClassicMember> members) {
        return electAmong(members.stream().map(ClassicMember::protocols).toList());
    }

    /**
     * @param ballots what each member offers, in the order of its preference
     * @return null when there is none that all of them offer
     */
    public static @Nullable String electAmong(List<List<OfferedProtocol>> ballots) {
        Map<String, Integer> votes = new LinkedHashMap<>();
        for (List<OfferedProtocol> ballot : ballots) {
            ballot.stream()
                    .map(OfferedProtocol::name)
                    .filter(name -> ballots.stream().allMatch(each -> offers(each, name)))
                    .findFirst()
                    .ifPresent(vote -> votes.merge(vote, 1, Integer::sum));
        }
        String elected = null;
        for (var counted : votes.entrySet()) {
            if (elected == null || counted.getValue() > votes.getOrDefault(elected, 0)) {
                elected = counted.getKey();
            }
        }
        return elected;
    }
}
