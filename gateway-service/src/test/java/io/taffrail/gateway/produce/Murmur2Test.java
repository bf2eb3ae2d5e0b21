package io.taffrail.gateway.produce;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;

class Murmur2Test {

    @Test
    void keysHashAsInKafkasOwnClient() {
        var random = new Random(5);
        for (int length = 0; length < 200; length++) {
            byte[] key = new byte[length];
            random.nextBytes(key);
            assertThat(Murmur2.hash(key)).isEqualTo(Utils.murmur2(key));
        }
    }

    @Test
    void aKeyLandsWhereNativeProducersPutIt() {
        byte[] key = "customer-1".getBytes(StandardCharsets.UTF_8);
        assertThat(Murmur2.partition(key, 6)).isEqualTo(Utils.toPositive(Utils.murmur2(key)) % 6);
    }
}
