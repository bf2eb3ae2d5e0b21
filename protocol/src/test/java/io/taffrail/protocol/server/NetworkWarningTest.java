package io.taffrail.protocol.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkWarningTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"127.0.0.1", "127.1.2.3", "localhost", "LOCALHOST", "::1", "[::1]", " ::1 "})
    void whatOnlyThisMachineReachesIsNoReasonToWarn(String host) {
        assertThat(NetworkWarning.isOpen(host)).isFalse();
        assertThat(NetworkWarning.of("KAFKA", host, 9092, "do it")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0.0.0.0", "::", "10.0.0.7", "broker-1", "127.0.0.1.example.com", "fe80::1"})
    void everyOtherAddressIsOpenAndSoIsANameThatMayLeadAnywhere(String host) {
        assertThat(NetworkWarning.isOpen(host)).isTrue();
    }

    @Test
    void theWarningNamesTheListenerTheDangerAndTheRemedy() {
        assertThat(NetworkWarning.of("KAFKA", "0.0.0.0", 9092, NetworkWarning.OF_KAFKA))
                .isEqualTo(
                        "listener KAFKA at 0.0.0.0:9092 is OPEN TO THE NETWORK WITHOUT AUTHENTICATION: anybody who"
                                + " reaches it can read, change and delete every record and every setting of the"
                                + " cluster. Let it listen on 127.0.0.1, or keep others away with a firewall or a"
                                + " network policy");
    }
}
