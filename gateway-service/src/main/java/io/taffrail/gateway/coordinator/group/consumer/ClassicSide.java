package io.taffrail.gateway.coordinator.group.consumer;

import io.taffrail.gateway.coordinator.group.classic.OfferedProtocol;
import java.util.List;

/**
 * What a member of this group that talks the classic protocol has told besides its subscription.
 *
 * @param sessionTimeoutMs its own, where others have that of the coordinator
 * @param protocols that it can assign by, in the order of its preference; at least one
 */
public record ClassicSide(int sessionTimeoutMs, List<OfferedProtocol> protocols) {

    public ClassicSide {
        if (protocols.isEmpty()) {
            throw new IllegalArgumentException("a classic member offers no protocol");
        }
        protocols = List.copyOf(protocols);
    }

    /** By which it understands what it is assigned. */
    public OfferedProtocol preferred() {
        return protocols.getFirst();
    }

    boolean offers(String protocolName) {
        return protocols.stream().anyMatch(offered -> offered.name().equals(protocolName));
    }
}
