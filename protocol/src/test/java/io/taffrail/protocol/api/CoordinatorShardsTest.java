package io.taffrail.protocol.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;

class CoordinatorShardsTest {

    @Test
    void aGroupIsWhereKafkaLooksForIt() {
        var random = new Random(5);
        for (int i = 0; i < 10_000; i++) {
            String group = Integer.toString(random.nextInt(), 36);
            int partitions = 1 + random.nextInt(100);
            assertThat(CoordinatorShards.shardOf(group, partitions))
                    .isEqualTo(Utils.abs(group.hashCode()) % partitions);
        }
    }

    @Test
    void theHashWithoutAnAbsoluteValueIsAShardToo() {
        String group = "polygenelubricants";
        assertThat(group.hashCode()).isEqualTo(Integer.MIN_VALUE);

        assertThat(CoordinatorShards.shardOf(group, 50)).isZero();
    }
}
