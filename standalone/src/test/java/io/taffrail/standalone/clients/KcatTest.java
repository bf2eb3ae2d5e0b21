package io.taffrail.standalone.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.taffrail.standalone.Node;
import io.taffrail.standalone.Program;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** kcat, which speaks through librdkafka. */
@Tag("system")
class KcatTest {

    private static String brokers;

    @BeforeAll
    static void start() {
        brokers = Node.shared().bootstrapServers();
    }

    @Test
    void listsTheClusterAndItsTopics() {
        Program.runWithInput("x", "kcat", "-b", brokers, "-P", "-t", "kcat-list");
        assertThat(Program.run("kcat", "-b", brokers, "-L").output())
                .contains("broker 1 at " + brokers)
                .contains("topic \"kcat-list\" with 1 partitions")
                .contains("partition 0, leader 1, replicas: 1, isrs: 1");
    }

    @Test
    void producesAndConsumesWithKeysAndEveryCompression() {
        for (String codec : new String[] {"none", "gzip", "snappy", "lz4", "zstd"}) {
            String topic = "kcat-" + codec;
            Program produced =
                    Program.runWithInput(
                            "k1:one\nk2:two\n",
                            "kcat",
                            "-b",
                            brokers,
                            "-P",
                            "-t",
                            topic,
                            "-K:",
                            "-z",
                            codec,
                            "-X",
                            "acks=all");
            assertThat(produced.exitCode()).as(produced.output()).isZero();
            assertThat(
                            Program.run(
                                            "kcat",
                                            "-b",
                                            brokers,
                                            "-C",
                                            "-t",
                                            topic,
                                            "-o",
                                            "beginning",
                                            "-e",
                                            "-q",
                                            "-f",
                                            "%p@%o %k=%s\n")
                                    .output())
                    .isEqualTo("0@0 k1=one\n0@1 k2=two\n");
        }
    }

    @Test
    void consumesTheLastRecordsAndThoseSinceATime() {
        Program.runWithInput("a\nb\nc\nd\n", "kcat", "-b", brokers, "-P", "-t", "kcat-tail");
        assertThat(
                        Program.run(
                                        "kcat",
                                        "-b",
                                        brokers,
                                        "-C",
                                        "-t",
                                        "kcat-tail",
                                        "-o",
                                        "-2",
                                        "-e",
                                        "-q")
                                .output())
                .isEqualTo("c\nd\n");
        assertThat(
                        Program.run(
                                        "kcat",
                                        "-b",
                                        brokers,
                                        "-C",
                                        "-t",
                                        "kcat-tail",
                                        "-o",
                                        "s@0",
                                        "-e",
                                        "-q")
                                .output())
                .isEqualTo("a\nb\nc\nd\n");
    }

    @Test
    void anIdempotentProducerOfLibrdkafkaIsServed() {
        Program produced =
                Program.runWithInput(
                        "x\ny\n",
                        "kcat",
                        "-b",
                        brokers,
                        "-P",
                        "-t",
                        "kcat-idempotent",
                        "-X",
                        "enable.idempotence=true");
        assertThat(produced.exitCode()).as(produced.output()).isZero();
        assertThat(Program.run("kcat", "-b", brokers, "-Q", "-t", "kcat-idempotent:0:-1").output())
                .contains("offset 2");
    }
}
