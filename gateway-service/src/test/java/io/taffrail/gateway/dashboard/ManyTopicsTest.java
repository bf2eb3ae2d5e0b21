package io.taffrail.gateway.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.gateway.dashboard.BrokerSample.TopicSample;
import io.taffrail.gateway.dashboard.Channel.TopicSort;
import io.taffrail.gateway.dashboard.TopicViews.Topic;
import io.taffrail.gateway.dashboard.TopicViews.TopicLag;
import io.taffrail.gateway.dashboard.TopicViews.TopicPage;
import io.taffrail.kernel.config.EffectiveConfigs;
import io.taffrail.kernel.metadata.MetadataEvent.TopicCreated;
import io.taffrail.kernel.metadata.MetadataImage;
import io.taffrail.kernel.metadata.PartitionImage;
import io.taffrail.kernel.metadata.TopicImage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Ten thousand topics, and what one page shows of them. */
class ManyTopicsTest {

    private static final int TOPICS = 10_000;

    private static TopicScenes scenes;

    @BeforeAll
    static void fill() {
        MetadataImage image = MetadataImage.EMPTY;
        Map<String, TopicSample> samples = new HashMap<>();
        Map<String, TopicLag> lags = new HashMap<>();
        for (int i = 0; i < TOPICS; i++) {
            String name = "topic-%05d".formatted(i);
            // Every hundredth has lost a replica, and every thousandth its leader too.
            var isr =
                    i % 1_000 == 0 ? List.<Integer>of() : i % 100 == 0 ? List.of(1) : List.of(1, 2);
            var partition = PartitionImage.created(0, List.of(1, 2), isr);
            image =
                    image.evolve(
                            new TopicCreated(
                                    new TopicImage(
                                            new UUID(0, i), name, i == 7, List.of(partition))),
                            i + 1);
            samples.put(name, new TopicSample(0, 0, i, 2.0 * i, TOPICS - i));
        }
        lags.put("topic-00042", new TopicLag("billing", "9", 5.0));
        lags.put("topic-00043", new TopicLag("billing", "9", null));
        scenes =
                new TopicScenes(
                        ImageTally.of(image), EffectiveConfigs.ofCluster(image), samples, lags);
    }

    @Test
    void troublesAreCountedOnceAndToldForEachTopic() {
        assertThat(scenes.tally().partitions()).isEqualTo(TOPICS);
        assertThat(scenes.tally().topics()).as("without the platform's own").isEqualTo(TOPICS - 1);
        assertThat(scenes.tally().offline()).isEqualTo(10);
        assertThat(scenes.tally().underReplicated()).isEqualTo(100);
        assertThat(scenes.tally().underMinIsr()).isEqualTo(10);
        assertThat(scenes.tally().leaders()).isEqualTo(Map.of(1, TOPICS - 10));
        Topic offline = page("topic-01000", TopicSort.NAME, false, 0, 1).items().getFirst();
        assertThat(offline.offline()).isEqualTo(1);
        assertThat(offline.underReplicated()).isEqualTo(1);
    }

    @Test
    void aPageIsCutFromAllInOrder() {
        TopicPage page = page("", TopicSort.NAME, true, 100, 3);
        assertThat(page.total()).isEqualTo(TOPICS - 1);
        assertThat(names(page)).containsExactly("topic-09899", "topic-09898", "topic-09897");
        assertThat(names(page("", TopicSort.NAME, false, TOPICS + 5, 3))).isEmpty();
    }

    @Test
    void topicsAreSortedByWhatBrokersCountAndByWhoIsBehind() {
        assertThat(names(page("", TopicSort.BYTES, true, 0, 2)))
                .containsExactly("topic-09999", "topic-09998");
        assertThat(names(page("", TopicSort.SIZE, true, 0, 2)))
                .containsExactly("topic-00000", "topic-00001");
        assertThat(names(page("", TopicSort.LAG, true, 0, 3)))
                .as("an unknown age is behind the known ones, and before none")
                .containsExactly("topic-00042", "topic-00043", "topic-00000");
    }

    @Test
    void thePlatformsOwnTopicsAreShownToWhoAsksForThem() {
        assertThat(page("TOPIC-00007", TopicSort.NAME, false, 0, 5).total()).isZero();
        var asked = new Channel.Topics("topic-00007", TopicSort.NAME, false, 0, 5, true);
        assertThat(scenes.page(asked).items())
                .singleElement()
                .satisfies(topic -> {
                    assertThat(topic.internal()).isTrue();
                    assertThat(topic.recordsInPerS()).isEqualTo(7);
                });
    }

    private static TopicPage page(
            String q, TopicSort sort, boolean isDescending, int offset, int limit) {
        return scenes.page(new Channel.Topics(q, sort, isDescending, offset, limit, false));
    }

    private static List<String> names(TopicPage page) {
        return page.items().stream().map(Topic::name).toList();
    }
}
