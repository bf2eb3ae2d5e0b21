package io.taffrail.gateway.coordinator.group.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.gateway.link.GatewayLife;
import io.taffrail.kernel.fault.Rejection;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Streams are members for as long as the gateway lives that they are streams of. */
class ResidentsTest {

    private final Stage stage = new Stage().topic("a", 6);
    private final GatewayLife first = stage.gateway(1000);
    private final GatewayLife second = stage.gateway(1001);

    @Test
    void theStreamsOfAFencedGatewayGoAtOnceAndForOneRebalance() {
        Client staying = stage.client("s1").from(second.clientId()).join("a");
        Client ending = stage.client("e1").from(first.clientId()).join("a");
        stage.client("e2").from(first.clientId()).join("a");
        int epoch = stage.group().epoch();

        stage.fence(first);

        assertThat(stage.group().epoch()).isEqualTo(epoch + 1);
        assertThat(ending.refusedBeat()).isEqualTo(Rejection.UNKNOWN_MEMBER_ID);
        staying.beat();
        assertThat(stage.named(staying.owned())).isEqualTo("a[0,1,2,3,4,5]");
    }

    @Test
    void aGatewayThatIsUnregisteredKeepsNoneEither() {
        stage.client("e1").from(first.clientId()).join("a");

        stage.unregister(first);

        assertThat(stage.group().hasMembers()).isFalse();
    }

    @Test
    void otherClientsStayAlsoUnderNamesThatLookAlike() {
        List<String> others = List.of("gateway-1000", "gateway-1000@x", "my-gateway-1000@1", "");
        others.forEach(client -> stage.client("of " + client).from(client).join("a"));

        stage.fence(first);
        stage.unregister(first);

        assertThat(stage.group().size()).isEqualTo(others.size());
    }

    @Test
    void theNextLifesStreamsStayAlsoWhenTheyJoinBeforeItIsKnown() {
        stage.client("old").from(first.clientId()).join("a");
        var next = new GatewayLife(1000, stage.nextIndex() + 1);
        stage.client("new").from(next.clientId()).join("a");

        stage.fence(first);
        assertThat(stage.gateway(1000)).isEqualTo(next);

        assertThat(stage.describe().members())
                .extracting(member -> member.memberId())
                .contains("new");
    }

    @Test
    void aStreamThatAsksAfterItsGatewayDiedIsNotLetIn() {
        stage.fence(first);

        Client late = stage.client("late").from(first.clientId());

        assertThat(late.refusedJoin("a")).isEqualTo(Rejection.COORDINATOR_NOT_AVAILABLE);
        assertThat(stage.hasGroup()).isFalse();
    }

    @Test
    void aGatewayThatWasFencedByMistakeBringsItsStreamsBack() {
        Client stream = stage.client("s1").from(first.clientId()).join("a");
        stage.fence(first);
        assertThat(stream.refusedBeat()).isEqualTo(Rejection.UNKNOWN_MEMBER_ID);

        stage.unfence(first);
        stream.join("a");

        assertThat(stage.named(stream.owned())).isEqualTo("a[0,1,2,3,4,5]");
    }

    @Test
    void whoTakesTheShardOverFromTheDeadGatewayLetsItsStreamsGo() {
        stage.client("e1").from(first.clientId()).join("a");
        Client staying = stage.client("s1").from(second.clientId()).join("a");

        stage.fenceOwner(first);

        assertThat(stage.group().size()).isEqualTo(1);
        staying.beat();
        staying.beat();
        assertThat(stage.named(staying.owned())).isEqualTo("a[0,1,2,3,4,5]");
        String line = stage.line();
        stage.shard.reload();
        assertThat(stage.line()).isEqualTo(line);
    }
}
