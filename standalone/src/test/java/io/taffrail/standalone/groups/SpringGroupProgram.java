package io.taffrail.standalone.groups;

import java.util.Map;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;
import org.springframework.kafka.listener.MessageListener;

/** spring-kafka's template and listener container in a group, driven by lines: see GroupClient. */
final class SpringGroupProgram {

    private SpringGroupProgram() {}

    public static void main(String[] arguments) throws Exception {
        String servers = arguments[0];
        String protocol = arguments[1];
        JavaGroupProgram.eachLine(
                words ->
                        produce(
                                servers,
                                words[1],
                                JavaGroupProgram.number(words[2]),
                                JavaGroupProgram.number(words[3])),
                words ->
                        consume(
                                JavaGroupProgram.memberSettings(servers, protocol, words[2]),
                                words[1]));
    }

    private static void produce(String servers, String topic, int first, int count) {
        var strings = new StringSerializer();
        var producers =
                new DefaultKafkaProducerFactory<>(
                        Map.of("bootstrap.servers", servers), strings, strings);
        var template = new KafkaTemplate<>(producers);
        for (int value = first; value < first + count; value++) {
            template.send(topic, "key-" + value % 12, "" + value);
        }
        template.flush();
        template.destroy();
        producers.destroy();
        System.out.println("produced " + count);
    }

    private static void consume(Map<String, Object> settings, String topic) {
        var strings = new StringDeserializer();
        var listened = new ContainerProperties(topic);
        listened.setPollTimeout(100);
        listened.setConsumerRebalanceListener(new JavaGroupProgram.Told());
        listened.setMessageListener(
                (MessageListener<String, String>)
                        record ->
                                System.out.printf(
                                        "record %d %d %s %s%n",
                                        record.partition(),
                                        record.offset(),
                                        record.key(),
                                        record.value()));
        var container =
                new KafkaMessageListenerContainer<>(
                        new DefaultKafkaConsumerFactory<>(settings, strings, strings), listened);
        container.start();
        Runtime.getRuntime().addShutdownHook(new Thread(container::stop));
    }
}
