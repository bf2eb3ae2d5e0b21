package io.taffrail.gateway.coordinator.api;

import io.taffrail.gateway.coordinator.group.DirectoryRequest.DeleteGroup;
import io.taffrail.gateway.coordinator.group.DirectoryRequest.Deleted;
import io.taffrail.gateway.link.Answer;
import io.taffrail.protocol.errors.ErrorTable;
import io.taffrail.protocol.server.ApiHandler;
import io.taffrail.protocol.server.ApiRange;
import io.taffrail.protocol.server.Exchange;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.message.DeleteGroupsRequestData;
import org.apache.kafka.common.message.DeleteGroupsResponseData;
import org.apache.kafka.common.message.DeleteGroupsResponseData.DeletableGroupResult;
import org.apache.kafka.common.message.DeleteGroupsResponseData.DeletableGroupResultCollection;
import org.apache.kafka.common.protocol.ApiKeys;

/** DeleteGroups 0–2 (KIP-229). */
final class DeleteGroupsHandler implements ApiHandler {

    private final Shards shards;

    DeleteGroupsHandler(Shards shards) {
        this.shards = shards;
    }

    @Override
    public ApiRange range() {
        return ApiRange.of(ApiKeys.DELETE_GROUPS, 0, 2);
    }

    @Override
    public void handle(Exchange exchange) {
        var request = exchange.request(DeleteGroupsRequestData.class);
        List<CompletableFuture<DeletableGroupResult>> results =
                request.groupsNames().stream().distinct().map(this::delete).toList();
        CompletableFuture.allOf(results.toArray(CompletableFuture<?>[]::new))
                .thenRun(() -> {
                    var collected = new DeletableGroupResultCollection();
                    results.forEach(result -> collected.add(result.join()));
                    exchange.respond(new DeleteGroupsResponseData().setResults(collected));
                });
    }

    private CompletableFuture<DeletableGroupResult> delete(String groupId) {
        var result = new DeletableGroupResult().setGroupId(groupId);
        return shards.ask(new DeleteGroup(groupId))
                .thenApply(answer ->
                        answer instanceof Answer.Refused<Deleted> refused
                                ? result.setErrorCode(ErrorTable.code(refused.rejected().reason()))
                                : result);
    }
}
