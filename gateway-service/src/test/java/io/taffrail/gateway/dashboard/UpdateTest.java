package io.taffrail.gateway.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class UpdateTest {

    private static final Channel EVENTS = new Channel.Events(Long.MAX_VALUE, 3, "", "", 0, 1);

    @Test
    void thatTimeGoesOnIsNoNewsByItself() {
        var overview = new Channel.Overview();
        assertThat(between(overview, "{'timeMs':1,'a':1}", "{'timeMs':2,'a':1}")).isEmpty();
        assertThat(between(overview, "{'timeMs':1,'a':1}", "{'timeMs':2,'a':2}"))
                .containsExactly(new Update("delta", json("{'timeMs':2,'a':2}")));
    }

    @Test
    void eventsThatHaveComeAreAppendedNewestFirst() {
        assertThat(between(EVENTS, events(3, 2, 1), events(5, 4, 3)))
                .containsExactly(new Update("append", json("[{'index':'5'},{'index':'4'}]")));
        assertThat(between(EVENTS, events(), events(1)))
                .containsExactly(new Update("append", json("[{'index':'1'}]")));
        assertThat(between(EVENTS, events(3, 2, 1), events(3, 2, 1))).isEmpty();
    }

    @Test
    void moreEventsThanAPageHoldsBeginAnew() {
        assertThat(between(EVENTS, events(3, 2, 1), events(9, 8, 7)))
                .containsExactly(Update.snapshot(json(events(9, 8, 7))));
    }

    private static List<Update> between(Channel channel, String before, String after) {
        return Update.between(channel, json(before), json(after));
    }

    private static String events(long... indexes) {
        return LongStream.of(indexes)
                .mapToObj(index -> "{'index':'" + index + "'}")
                .collect(Collectors.joining(",", "{'items':[", "]}"));
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text.replace('\'', '"'));
    }
}
