package io.taffrail.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UpOptionsTest {

    @Test
    void withoutAnythingItListensOnLoopbackOnly() {
        assertThat(UpOptions.parse(new String[0])).isEqualTo(UpOptions.DEFAULT);
        assertThat(UpOptions.DEFAULT.host()).isEqualTo("127.0.0.1");
    }

    @Test
    void valuesFollowTheirNameAsAWordOfTheirOwnOrAfterAnEqualsSign() {
        assertThat(
                        UpOptions.parse(
                                new String[] {
                                    "--data",
                                    "d",
                                    "--http-port=1",
                                    "--kafka-port",
                                    "2",
                                    "--set",
                                    "num.partitions=6"
                                }))
                .isEqualTo(
                        new UpOptions(
                                Path.of("d"), 1, 2, "127.0.0.1", Map.of("num.partitions", "6")));
    }

    @Test
    void oneNodeKeepsOneCopyOfCommittedOffsetsUnlessMoreIsSaid() {
        String factor = "taffrail.controller.broker-defaults[offsets.topic.replication.factor]";
        var told = UpOptions.parse(new String[] {"--set", "offsets.topic.replication.factor=2"});

        assertThat(UpOptions.DEFAULT.asArguments())
                .contains(
                        "--" + factor + "=1",
                        "--taffrail.gateway.broker-properties[group.initial.rebalance.delay.ms]=0");
        assertThat(told.asArguments())
                .contains("--" + factor + "=2")
                .doesNotContain("--" + factor + "=1");
    }

    @Test
    void clientsAreToldWhereItListensOrWhatItIsToldToTell() {
        assertThat(UpOptions.parse(new String[] {"--host", "0.0.0.0"}).asArguments())
                .contains("--taffrail.broker.advertised-host=127.0.0.1");

        var told = UpOptions.parse(new String[] {"--advertise", "kafka.example.org:443"});
        assertThat(told.asArguments())
                .contains(
                        "--taffrail.broker.advertised-host=kafka.example.org",
                        "--taffrail.broker.advertised-port=443",
                        "--taffrail.gateway.advertised-host=kafka.example.org");
        assertThat(UpOptions.parse(new String[] {"--advertise=localhost"}).asArguments())
                .contains(
                        "--taffrail.broker.advertised-host=localhost",
                        "--taffrail.broker.advertised-port=0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--http-port=70000",
                "--kafka-port=x",
                "--advertise=example.org:x",
                "--colour=red",
                "--data",
                "--set=nothing"
            })
    void whatIsWrongIsNamed(String word) {
        assertThatThrownBy(() -> UpOptions.parse(new String[] {word}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(word.split("=")[0]);
    }
}
