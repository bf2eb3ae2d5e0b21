package io.taffrail.standalone.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

/** The address is there before the context, also where one instance is made for the class. */
@EmbeddedTaffrail(topics = "orders", httpUrlProperty = "taffrail.http")
@SpringJUnitConfig
@DirtiesContext
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("system")
class SpringOrdersTest {

    @Configuration
    static class Orders {

        /** A bean, so that its producer is closed with the context and not left in the process. */
        @Bean
        DefaultKafkaProducerFactory<String, String> producers(
                @Value("${spring.kafka.bootstrap-servers}") String servers) {
            String serializer = "org.apache.kafka.common.serialization.StringSerializer";
            return new DefaultKafkaProducerFactory<>(
                    Map.of(
                            "bootstrap.servers", servers,
                            "key.serializer", serializer,
                            "value.serializer", serializer));
        }

        @Bean
        KafkaTemplate<String, String> template(
                DefaultKafkaProducerFactory<String, String> producers) {
            return new KafkaTemplate<>(producers);
        }
    }

    @Autowired private KafkaTemplate<String, String> template;

    @Value("${taffrail.http}")
    private String http;

    @Test
    void aTemplateOfSpringSendsThere(EmbeddedCluster taffrail) throws Exception {
        var sent = template.send("orders", 1, "k", "v").get().getRecordMetadata();

        assertThat(sent.partition()).isEqualTo(1);
        assertThat(sent.offset()).isZero();
        assertThat(http).isEqualTo(taffrail.httpUrl());
    }
}
