package io.taffrail.gateway.coordinator.api;

import io.taffrail.gateway.coordinator.group.DirectoryRequest.ListGroups;
import io.taffrail.gateway.coordinator.group.DirectoryRequest.Listed;
import io.taffrail.gateway.link.Answer;
import io.taffrail.protocol.errors.ErrorTable;
import io.taffrail.protocol.server.ApiHandler;
import io.taffrail.protocol.server.ApiRange;
import io.taffrail.protocol.server.Exchange;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.ListGroupsResponseData;
import org.apache.kafka.common.message.ListGroupsResponseData.ListedGroup;
import org.apache.kafka.common.protocol.ApiKeys;

/** ListGroups 0–5 (KIP-518 states, KIP-848 types): the groups of the shards that are here. */
final class ListGroupsHandler implements ApiHandler {

    private final Shards shards;

    ListGroupsHandler(Shards shards) {
        this.shards = shards;
    }

    @Override
    public ApiRange range() {
        return ApiRange.of(ApiKeys.LIST_GROUPS, 0, 5);
    }

    @Override
    public void handle(Exchange exchange) {
        var request = exchange.request(ListGroupsRequestData.class);
        shards.askAll(new ListGroups())
                .thenAccept(answers -> exchange.respond(response(request, answers)));
    }

    private static ListGroupsResponseData response(
            ListGroupsRequestData request, List<Answer<List<Listed>>> answers) {
        var response = new ListGroupsResponseData();
        for (Answer<List<Listed>> answer : answers) {
            switch (answer) {
                case Answer.Refused<List<Listed>> refused -> {
                    // Half a list would look like a whole one.
                    return new ListGroupsResponseData()
                            .setErrorCode(ErrorTable.code(refused.rejected().reason()));
                }
                case Answer.Given<List<Listed>> given ->
                        given.value().stream()
                                .filter(group -> isAsked(request.statesFilter(), group.state()))
                                .filter(group ->
                                        isAsked(request.typesFilter(), group.type().wireName()))
                                .map(ListGroupsHandler::listed)
                                .forEach(response.groups()::add);
            }
        }
        return response;
    }

    private static boolean isAsked(List<String> filter, String value) {
        return filter.isEmpty()
                || filter.stream()
                        .anyMatch(wanted ->
                                wanted.toLowerCase(Locale.ROOT)
                                        .equals(value.toLowerCase(Locale.ROOT)));
    }

    private static ListedGroup listed(Listed group) {
        return new ListedGroup()
                .setGroupId(group.groupId())
                .setProtocolType(group.protocolType())
                .setGroupState(group.state())
                .setGroupType(group.type().wireName());
    }
}
