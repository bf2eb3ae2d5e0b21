package io.taffrail.gateway.rest.v3;

import io.taffrail.gateway.link.ClusterOperations.Outcome;
import io.taffrail.gateway.rest.Problem;
import io.taffrail.gateway.rest.v3.OperationResources.PartitionResult;
import io.taffrail.gateway.rest.v3.Resources.ListMetadata;
import io.taffrail.gateway.rest.v3.Resources.Listing;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;

/** Answers a request for several partitions, each of which was decided by itself. */
final class PartitionResults {

    private static final int DONE = 200;

    private PartitionResults() {}

    /** 200 when all were done, 207 (RFC 4918) when one or more were not. */
    static ResponseEntity<Listing<PartitionResult>> of(
            List<Outcome> outcomes, String kind, ListMetadata metadata) {
        boolean isAllDone = outcomes.stream().allMatch(outcome -> outcome.refused() == null);
        List<PartitionResult> results = outcomes.stream().map(PartitionResults::result).toList();
        return ResponseEntity.status(isAllDone ? HttpStatus.OK : HttpStatus.MULTI_STATUS)
                .body(new Listing<>(kind, metadata, results));
    }

    private static PartitionResult result(Outcome outcome) {
        var refused = outcome.refused();
        return new PartitionResult(
                outcome.partition().topic(),
                outcome.partition().partition(),
                refused == null ? DONE : Problem.of(refused).errorCode(),
                refused == null ? null : refused.message());
    }
}
