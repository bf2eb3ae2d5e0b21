package io.taffrail.deploy.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.Helm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;

/** What may be said to the chart. */
class ValuesTest {

    @TempDir Path directory;

    @Test
    void theStrictestLinterHasNothingToSay() {
        var lint = new Helm(Chart.HOME).lint().strict().call();

        assertThat(lint.isFailed()).as(String.join("\n", lint.getMessages())).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    broker: {replica: 3}                              | broker     | replica
                    brokers: 3                                        |            | brokers
                    controller: {replicas: 2}                         | controller | replicas
                    controller: {replicas: 0}                         | controller | replicas
                    broker: {replicas: many}                          | broker     | replicas
                    broker: {heap: 1 GB}                              | broker     | heap
                    broker: {storage: {size: large}}                  | broker     | size
                    antiAffinity: strict                              |            | antiAffinity
                    settings: {num.partitions: 6}                     | settings   | num.partitions
                    external: {advertised: {broker: 'b.example.org:9092'}} | external | broker
                    external: {advertised: {broker: 'b-{index}'}}     | external   | broker
                    external: {type: HostPort}                        | external   | type
                    tls: {enabled: true, certManager: {enabled: true}} | tls       | name
                    gateway: {service: {type: External}}              | gateway    | type
                    networkPolicy: {clients: [everybody]}             | networkPolicy | clients
                    monitoring: {serviceMonitor: {interval: often}}   | monitoring | interval
                    image: {pullPolicy: Sometimes}                    | image      | pullPolicy
                    ingress: {host: 'https://example.org'}            | ingress    | host
                    """)
    void aValueThatCannotBeMeantIsRefusedByName(String values, String section, String field)
            throws IOException {
        Path file = Files.writeString(directory.resolve("values.yaml"), values);

        assertThatThrownBy(() -> Chart.with(file))
                .hasMessageContaining("values don't meet the specifications of the schema")
                .hasMessageContaining(section == null ? "" : section)
                .hasMessageContaining(field);
    }

    @Test
    void theSchemaKnowsEveryValueAndNothingElse() throws IOException {
        Map<String, Object> values = read("values.yaml");
        Map<String, Object> schema = read("values.schema.json");

        assertThat(unknown(values, schema, "")).isEmpty();
        assertThat(openObjects(schema, "")).as("objects that take anything").isEmpty();
    }

    /** Each value that the schema has no property for, unless it is one of a map of free names. */
    private static List<String> unknown(Map<?, ?> values, Map<?, ?> schema, String path) {
        List<String> found = new ArrayList<>();
        Map<?, ?> properties = (Map<?, ?>) schema.get("properties");
        if (properties == null) {
            return found;
        }
        values.forEach((name, value) -> {
            Object property = properties.get(name);
            if (property == null) {
                found.add(path + name);
            } else if (value instanceof Map<?, ?> inner) {
                found.addAll(unknown(inner, (Map<?, ?>) property, path + name + "."));
            }
        });
        return found;
    }

    private static List<String> openObjects(Map<?, ?> schema, String path) {
        List<String> found = new ArrayList<>();
        boolean isObject = schema.containsKey("properties") && "object".equals(schema.get("type"));
        if (isObject && !Boolean.FALSE.equals(schema.get("additionalProperties"))) {
            found.add(path);
        }
        if (schema.get("properties") instanceof Map<?, ?> properties) {
            properties.forEach((name, property) ->
                    found.addAll(openObjects((Map<?, ?>) property, path + name + ".")));
        }
        return found;
    }

    @Test
    void whatTheChartsOwnExamplesSayIsTaken() {
        for (Path each : List.of(Chart.SMALL, Chart.EVERYTHING)) {
            assertThatCode(() -> Chart.with(each)).doesNotThrowAnyException();
        }
    }

    private static Map<String, Object> read(String file) throws IOException {
        return new Yaml().load(Files.readString(Chart.HOME.resolve(file)));
    }
}
