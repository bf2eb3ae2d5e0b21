package io.taffrail.gateway.coordinator.group.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taffrail.gateway.coordinator.group.consumer.ConsumerEntry.RegexResolved;
import io.taffrail.kernel.fault.Rejection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegexSubscriptionTest {

    private final Stage stage =
            new Stage().topic("orders-eu", 2).topic("orders-us", 1).topic("x", 1);

    @Test
    void aMemberReadsEveryTopicThatItsExpressionMatchesAsAWhole() {
        Client member = stage.client("m1").joinRegex("orders-.*");

        assertThat(stage.named(member.owned())).isEqualTo("orders-eu[0,1] orders-us[0]");
        assertThat(stage.client("m2").joinRegex("orders").owned().isEmpty()).isTrue();
    }

    @Test
    void aTopicThatComesLaterIsReadToo() {
        Client member = stage.client("m1").joinRegex("orders-.*");
        stage.topic("orders-jp", 1).topic("y", 1);

        member.beat();

        assertThat(stage.named(member.owned()))
                .isEqualTo("orders-eu[0,1] orders-jp[0] orders-us[0]");
        assertThat(stage.group().epoch()).isEqualTo(3);
    }

    @Test
    void oneOfTwoThatAreSwappedIsNoticed() {
        Client member = stage.client("m1").joinRegex("orders-.*");
        stage.delete("orders-us");
        stage.topic("orders-zz", 1);

        member.beat();
        member.beat();

        assertThat(stage.named(member.owned())).isEqualTo("orders-eu[0,1] orders-zz[0]");
    }

    @Test
    void membersThatShareAnExpressionResolveItOnce() {
        stage.client("m1").joinRegex("orders-.*");
        stage.client("m2").joinRegex("orders-.*");

        assertThat(stage.shard.log().stream().filter(RegexResolved.class::isInstance)).hasSize(1);
    }

    @Test
    void theLastMemberTakesItsExpressionAlong() {
        Client first = stage.client("m1").joinRegex("orders-.*");
        Client second = stage.client("m2").joinRegex("orders-.*");
        first.leave();
        assertThat(stage.group().isSubscribedTo("orders-eu")).isTrue();

        second.leave();

        assertThat(stage.group().isSubscribedTo("orders-eu")).isFalse();
        assertThat(stage.shard.log()).contains(new RegexResolved(Stage.GROUP, "orders-.*", null));
    }

    @Test
    void namesAndAnExpressionAddUp() {
        Client member = stage.client("m1").join("x");
        member.joinRegex("orders-us");

        assertThat(stage.named(member.owned())).isEqualTo("orders-us[0] x[0]");
    }

    @Test
    void afterLoadingWhatChangedInBetweenIsNoticed() {
        Client member = stage.client("m1").joinRegex("orders-.*");
        stage.topic("orders-jp", 1);
        stage.shard.reload();

        member.beat();

        assertThat(stage.named(member.owned())).contains("orders-jp");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a(", "[a", "*a", "(?!a).*", "(?=a)", "(?<=a)b", "(?>a)", "(a)\\1", "a*+", "a++"
            })
    void whatRe2DoesNotTakeIsRefused(String regex) {
        assertThat(stage.client("m1").refusedRegex(regex))
                .isEqualTo(Rejection.INVALID_REGULAR_EXPRESSION);
        assertThat(stage.hasGroup()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(?P<where>orders)-eu",
                "orders[-+]eu",
                "[^]]*-eu",
                "\\Qorders\\E-eu",
                "(?i)ORDERS-eu"
            })
    void whatRe2TakesIsTaken(String regex) {
        assertThat(stage.named(stage.client("m1").joinRegex(regex).owned()))
                .isEqualTo("orders-eu[0,1]");
    }

    @Test
    void anExpressionThatWouldRunForHoursEndsAtACount() throws UnusableRegex {
        TopicRegex evil = TopicRegex.parse("a*a*a*a*a*a*b");
        String name = "a".repeat(200);

        assertThatThrownBy(() -> evil.matching(List.of(name)))
                .isInstanceOf(UnusableRegex.class)
                .hasMessageContaining("10000000 steps");
    }

    @Test
    void anExpressionIsNotTooLongNorTooDeep() {
        assertThatThrownBy(() -> TopicRegex.parse("a".repeat(5_000)))
                .hasMessageContaining("5000 characters are more than 4096");
        assertThatThrownBy(() -> TopicRegex.parse("(".repeat(300) + ")".repeat(300)))
                .hasMessageContaining("more than 200 deep");
    }
}
