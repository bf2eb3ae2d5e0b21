package io.taffrail.kernel.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.kernel.fault.Rejected;
import io.taffrail.kernel.fault.Rejection;
import io.taffrail.kernel.metadata.ConfigResource;
import io.taffrail.kernel.metadata.MetadataEvent.ConfigChanged;
import io.taffrail.kernel.metadata.MetadataImage;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigsTest {

    @Test
    void everyDefaultIsAllowedByItsOwnBound() {
        for (ConfigKey key : TopicConfigs.all().keys()) {
            assertThat(key.refusal(key.defaultValue())).as(key.name()).isEmpty();
        }
        for (ConfigKey key : BrokerConfigs.all().keys()) {
            assertThat(key.refusal(key.defaultValue())).as(key.name()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "cleanup.policy,delete",
        "retention.ms,604800000",
        "retention.bytes,-1",
        "segment.bytes,1073741824",
        "segment.ms,604800000",
        "segment.index.bytes,10485760",
        "index.interval.bytes,4096",
        "max.message.bytes,1048588",
        "message.timestamp.type,CreateTime",
        "message.timestamp.before.max.ms,9223372036854775807",
        "message.timestamp.after.max.ms,3600000",
        "file.delete.delay.ms,60000",
        "flush.ms,9223372036854775807",
        "min.insync.replicas,1",
        "delete.retention.ms,86400000",
        "compression.type,producer",
        "unclean.leader.election.enable,false"
    })
    void defaultsAreKafkas(String name, String value) {
        assertThat(TopicConfigs.key(name).defaultValue()).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"0:1,1:3|true", "*|true", "''|true", "0|false", "0:1,x:2|false", "0:-1|false"})
    void throttledReplicasArePairsOrAll(String list, boolean isAllowed) {
        ConfigKey key = TopicConfigs.key(TopicConfigs.LEADER_THROTTLED_REPLICAS);
        assertThat(key.refusal(list).isEmpty()).isEqualTo(isAllowed);
    }

    @Test
    void throttledReplicasHoldThePairsThatTheyName() {
        var some = ThrottledReplicas.of("0:1, 1:3");
        assertThat(some.holds(0, 1)).isTrue();
        assertThat(some.holds(1, 3)).isTrue();
        assertThat(some.holds(0, 3)).isFalse();
        assertThat(ThrottledReplicas.of("*").holds(7, 7)).isTrue();
        assertThat(ThrottledReplicas.of("").holds(0, 0)).isFalse();
    }

    @Test
    void aRecordIsSyncedBeforeItIsAcknowledgedUnlessSomebodySaysOtherwise() {
        assertThat(
                        new EffectiveConfigs(MetadataImage.EMPTY, 0, Map.of())
                                .topicLong("orders", TopicConfigs.FLUSH_MESSAGES))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "segment.bytes,512,segment.bytes 512 is below 1048576: raise it",
        "retention.ms,soon,retention.ms soon is not a whole number",
        "retention.ms,-2,retention.ms -2 is below -1: raise it",
        "min.cleanable.dirty.ratio,1.5,min.cleanable.dirty.ratio 1.5 is above 1: lower it",
        "cleanup.policy,shred,'cleanup.policy shred is not one of delete, compact'",
        "unclean.leader.election.enable,yes,unclean.leader.election.enable yes is not true or false",
        "max.message.bytes,3000000000,max.message.bytes 3000000000 is not a whole number of 32 bits",
        "no.such.thing,1,no.such.thing is not a setting of topics: check its name"
    })
    void aValueThatCannotBeIsRefusedWithItsNameItsBoundAndARemedy(
            String name, String value, String message) {
        assertThat(TopicConfigs.refusal(Map.of(name, value)))
                .contains(new Rejected(Rejection.INVALID_CONFIG, message));
    }

    @Test
    void whatWouldHaveNoEffectIsRefused() {
        assertThat(TopicConfigs.refusal(Map.of("remote.storage.enable", "true"))).isPresent();
        assertThat(TopicConfigs.refusal(Map.of("remote.storage.enable", "false"))).isEmpty();
        assertThat(TopicConfigs.refusal(Map.of("preallocate", "true"))).isPresent();
        assertThat(BrokerConfigs.refusal(Map.of("log.dirs", "/tmp"))).isPresent();
    }

    @Test
    void bothPoliciesMayHoldTogether() {
        assertThat(TopicConfigs.refusal(Map.of("cleanup.policy", "compact, delete"))).isEmpty();
        MetadataImage image = with(ConfigResource.topic("t"), "cleanup.policy", "compact, delete");
        assertThat(
                        new EffectiveConfigs(image, 0, Map.of())
                                .topicList("t", TopicConfigs.CLEANUP_POLICY))
                .containsExactly("compact", "delete");
    }

    @Test
    void compactionLagsMustNotCross() {
        assertThat(
                        TopicConfigs.refusal(
                                Map.of(
                                        "min.compaction.lag.ms",
                                        "10",
                                        "max.compaction.lag.ms",
                                        "5")))
                .isPresent();
    }

    @Test
    void theNearestPlaceDecides() {
        var image = MetadataImage.EMPTY;
        Map<String, String> file = Map.of("log.retention.ms", "4");
        assertThat(value(image, Map.of())).isEqualTo(604_800_000L);
        assertThat(value(image, file)).isEqualTo(4);
        image = image.evolve(changed(ConfigResource.ALL_BROKERS, "log.retention.ms", "3"), 1);
        assertThat(value(image, file)).isEqualTo(3);
        image = image.evolve(changed(ConfigResource.broker(7), "log.retention.ms", "2"), 2);
        assertThat(value(image, file)).isEqualTo(2);
        assertThat(new EffectiveConfigs(image, 8, file).topicLong("t", "retention.ms"))
                .as("another broker does not have it")
                .isEqualTo(3);
        image = image.evolve(changed(ConfigResource.topic("t"), "retention.ms", "1"), 3);
        assertThat(value(image, file)).isEqualTo(1);

        ConfigValue told = new EffectiveConfigs(image, 7, file).topicValue("t", "retention.ms");
        assertThat(told.candidates())
                .extracting(ConfigValue.Candidate::source)
                .containsExactly(
                        ConfigSource.TOPIC_OVERRIDE,
                        ConfigSource.DYNAMIC_BROKER,
                        ConfigSource.DYNAMIC_ALL_BROKERS,
                        ConfigSource.STATIC_BROKER,
                        ConfigSource.DEFAULT);
    }

    @Test
    void hoursAndMinutesBecomeMillisecondsAndTheFinerUnitWins() {
        var image = MetadataImage.EMPTY;
        assertThat(value(image, Map.of("log.retention.hours", "2"))).isEqualTo(7_200_000);
        assertThat(value(image, Map.of("log.retention.hours", "2", "log.retention.minutes", "1")))
                .isEqualTo(60_000);
        assertThat(value(image, Map.of("log.retention.hours", "-1"))).isEqualTo(-1);
        assertThat(value(image, Map.of("log.retention.hours", "9223372036854775807")))
                .isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void brokersHaveSettingsOfTheirOwn() {
        MetadataImage image = with(ConfigResource.ALL_BROKERS, "num.partitions", "6");
        var configs = new EffectiveConfigs(image, 1, Map.of());
        assertThat(configs.brokerInt(BrokerConfigs.NUM_PARTITIONS)).isEqualTo(6);
        assertThat(configs.brokerBoolean(BrokerConfigs.AUTO_CREATE_TOPICS_ENABLE)).isTrue();
        assertThat(configs.brokerValue("num.partitions").source())
                .isEqualTo(ConfigSource.DYNAMIC_ALL_BROKERS);
        assertThat(configs.brokerValue("default.replication.factor").isDefault()).isTrue();
    }

    private static long value(MetadataImage image, Map<String, String> file) {
        return new EffectiveConfigs(image, 7, file).topicLong("t", "retention.ms");
    }

    private static MetadataImage with(ConfigResource resource, String key, String value) {
        return MetadataImage.EMPTY.evolve(changed(resource, key, value), 1);
    }

    private static ConfigChanged changed(ConfigResource resource, String key, String value) {
        return new ConfigChanged(resource, key, value);
    }
}
