package io.taffrail.gateway.coordinator.group.classic;

import io.taffrail.gateway.coordinator.group.classic.GroupDescription.Described;
import java.util.List;
import java.util.Objects;

/** What a group looks like from outside. */
final class Descriptions {

    /** A group that has only ever committed. */
    static final GroupDescription OF_NO_MEMBERS =
            new GroupDescription(ClassicState.EMPTY.wireName(), "", "", List.of());

    private Descriptions() {}

    static GroupDescription of(ClassicGroup group) {
        String chosen =
                group.is(ClassicState.STABLE)
                        ? Objects.requireNonNullElse(group.protocolName(), "")
                        : "";
        List<Described> members =
                group.members().stream()
                        .map(member ->
                                new Described(
                                        member.id(),
                                        member.instanceId(),
                                        member.clientId(),
                                        member.clientHost(),
                                        chosen.isEmpty() ? Opaque.EMPTY : member.metadata(chosen),
                                        member.assignment()))
                        .toList();
        return new GroupDescription(group.state(), group.protocolType(), chosen, members);
    }
}
