package io.taffrail.gateway.coordinator.group.classic;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which protocol a generation assigns by: one that all members offer, and that most of them like
 * best among those. Of two that are liked by as many, the one that the earlier member voted for.
 */
final class ProtocolVote {

    private ProtocolVote() {}

    static boolean allOffer(Collection<ClassicMember> members, String protocolName) {
        return members.stream().allMatch(member -> member.offers(protocolName));
    }

    /** Null without members; they always have one in common, or they were not let in. */
    static @Nullable String elect(Collection<ClassicMember> members) {
        Map<String, Integer> votes = new LinkedHashMap<>();
        for (ClassicMember member : members) {
            member.protocols().stream()
                    .map(OfferedProtocol::name)
                    .filter(name -> allOffer(members, name))
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
