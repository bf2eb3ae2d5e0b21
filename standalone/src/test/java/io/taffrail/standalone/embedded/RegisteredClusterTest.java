package io.taffrail.standalone.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("system")
class RegisteredClusterTest {

    @RegisterExtension
    static final TaffrailExtension TAFFRAIL =
            new TaffrailExtension()
                    .withTopics("orders", "payments")
                    .withPartitions(4)
                    .withBrokerProperty("auto.create.topics.enable", "false");

    @Nested
    class WithinTheClass {

        @Test
        void theSameClusterIsMeant(EmbeddedCluster taffrail) {
            assertThat(taffrail).isSameAs(TAFFRAIL.cluster());
        }
    }

    @Test
    void itHasTheTopicsAndPartitionsThatWereAskedFor() throws Exception {
        assertThat(get(TAFFRAIL.cluster(), "/topics")).contains("\"orders\"", "\"payments\"");
        assertThat(get(TAFFRAIL.cluster(), "/topics/payments/partitions"))
                .contains("\"partition\":3")
                .doesNotContain("\"partition\":4");
    }

    @Test
    void aTopicThatIsThereIsNotCreatedAgain() {
        TAFFRAIL.cluster().createTopic("later", 1);

        assertThatThrownBy(() -> TAFFRAIL.cluster().createTopic("later", 1))
                .hasMessageContaining("topic later could not be created")
                .hasMessageContaining("exists");
    }

    @Test
    void anotherOneStandsBesideItAndLeavesNothingBehind() throws Exception {
        String property = "spring.kafka.bootstrap-servers";
        String before = System.getProperty(property);
        EmbeddedCluster other = EmbeddedCluster.start(EmbeddedOptions.defaults());
        try {
            assertThat(System.getProperty(property)).isEqualTo(other.bootstrapServers());
            assertThat(other.bootstrapServers())
                    .isNotEqualTo(TAFFRAIL.cluster().bootstrapServers());
            assertThat(get(other, "/topics")).doesNotContain("orders");
            assertThat(other.dataDirectory())
                    .isNotEmptyDirectory()
                    .isNotEqualTo(TAFFRAIL.cluster().dataDirectory());
        } finally {
            other.close();
        }
        assertThat(System.getProperty(property)).isEqualTo(before);
        assertThat(other.dataDirectory()).doesNotExist();
        assertThatThrownBy(() -> get(other, "/topics")).isInstanceOf(IOException.class);
    }

    private static String get(EmbeddedCluster cluster, String path) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create(cluster.httpUrl() + path)).build();
            return http.send(request, BodyHandlers.ofString()).body();
        }
    }
}
