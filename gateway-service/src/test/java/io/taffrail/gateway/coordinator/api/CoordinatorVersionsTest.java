package io.taffrail.gateway.coordinator.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.gateway.coordinator.group.GroupRequest;
import io.taffrail.gateway.link.Answer;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.protocol.api.NoGroupsHandler;
import io.taffrail.protocol.api.NotCoordinatorHandler;
import io.taffrail.protocol.server.ApiHandler;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CoordinatorVersionsTest {

    /** Some clients take the versions of the first node that they meet for everybody's. */
    @Test
    void nodesThatCoordinateNothingNameTheSameVersions() {
        var coordinating = CoordinatorHandlers.of(new NoShards(), () -> MetadataImage.EMPTY);
        var elsewhere =
                Stream.concat(
                        NotCoordinatorHandler.all().stream(), Stream.of(new NoGroupsHandler()));

        assertThat(elsewhere.map(ApiHandler::range))
                .containsExactlyInAnyOrderElementsOf(
                        coordinating.stream().map(ApiHandler::range).toList());
    }

    private static final class NoShards implements Shards {
        @Override
        public <R> CompletableFuture<Answer<R>> ask(GroupRequest<R> request) {
            throw new AssertionError("nobody asked");
        }

        @Override
        public <R> CompletableFuture<Answer<R>> askInOrder(
                GroupRequest<R> request, long sentAfterNs) {
            throw new AssertionError("nobody asked");
        }

        @Override
        public <R> CompletableFuture<List<Answer<R>>> askAll(GroupRequest<R> request) {
            throw new AssertionError("nobody asked");
        }
    }
}
