package io.taffrail.gateway.coordinator.group;

import io.taffrail.gateway.coordinator.Call;
import io.taffrail.gateway.coordinator.Reply;
import io.taffrail.gateway.coordinator.Turn;
import io.taffrail.gateway.coordinator.group.DirectoryRequest.DeleteGroup;
import io.taffrail.gateway.coordinator.group.DirectoryRequest.Deleted;
import io.taffrail.gateway.coordinator.group.DirectoryRequest.ListGroups;
import io.taffrail.gateway.coordinator.group.DirectoryRequest.Listed;
import io.taffrail.gateway.coordinator.group.DirectoryRequest.SurveyGroups;
import io.taffrail.gateway.coordinator.group.offsets.GroupOffsets;
import io.taffrail.kernel.fault.Rejection;

/** Lists the groups of a shard, and forgets them (KIP-229, KIP-518, KIP-848). */
final class GroupDirectory {

    private static final String EMPTY = "Empty";

    private final Groups groups;
    private final GroupOffsets offsets;

    GroupDirectory(Groups groups, GroupOffsets offsets) {
        this.groups = groups;
        this.offsets = offsets;
    }

    void handle(Call<?> call, DirectoryRequest<?> request, Turn<GroupEntry> turn) {
        switch (request) {
            case ListGroups list ->
                    turn.grant(
                            call.replyTo(list),
                            groups.all().stream().map(GroupDirectory::listed).toList());
            case SurveyGroups survey ->
                    turn.grant(call.replyTo(survey), GroupSurvey.of(groups, turn.image()));
            case DeleteGroup delete -> delete(delete, call.replyTo(delete), turn);
        }
    }

    private static Listed listed(Group group) {
        Membership membership = group.membership();
        return membership == null
                ? new Listed(group.id(), "", EMPTY, GroupType.CLASSIC)
                : new Listed(
                        group.id(),
                        membership.protocolType(),
                        membership.state(),
                        membership.type());
    }

    private void delete(DeleteGroup delete, Reply<Deleted> reply, Turn<GroupEntry> turn) {
        String groupId = delete.groupId();
        Group group = groups.find(groupId);
        if (group == null) {
            turn.refuse(reply, Rejection.GROUP_ID_NOT_FOUND, "there is no group " + groupId);
            return;
        }
        Membership membership = group.membership();
        if (membership != null && membership.hasMembers()) {
            turn.refuse(
                    reply,
                    Rejection.NON_EMPTY_GROUP,
                    "group " + groupId + " has members: stop them first");
            return;
        }
        offsets.erase(group, turn);
        if (membership != null) {
            membership.erase(turn);
        }
        turn.grant(reply, new Deleted(groupId));
    }
}
