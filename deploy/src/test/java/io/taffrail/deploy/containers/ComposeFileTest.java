package io.taffrail.deploy.containers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** What of the Compose file can be seen without starting it. */
class ComposeFileTest {

    private static final String BIND = "${TAFFRAIL_BIND:-127.0.0.1}:";

    private final Map<String, Map<String, Object>> services = new TreeMap<>();
    private final Map<String, Object> volumes;

    @SuppressWarnings("unchecked")
    ComposeFileTest() throws IOException {
        Map<String, Object> file =
                new Yaml().load(Files.readString(Path.of("..", "docker-compose.yml")));
        services.putAll((Map<String, Map<String, Object>>) file.get("services"));
        volumes = (Map<String, Object>) file.get("volumes");
    }

    @Test
    void theClusterIsEightNodesAndWhatWatchesThemIsAskedForByName() {
        assertThat(services.keySet())
                .containsExactly(
                        "broker-1",
                        "broker-2",
                        "broker-3",
                        "controller-1",
                        "controller-2",
                        "controller-3",
                        "gateway-1",
                        "gateway-2",
                        "grafana",
                        "prometheus");
        services.forEach((name, service) -> {
            boolean isWatching = name.equals("grafana") || name.equals("prometheus");
            assertThat(service.get("profiles"))
                    .as(name)
                    .isEqualTo(isWatching ? List.of("observability") : null);
        });
    }

    @Test
    void nothingIsPublishedBeyondThisMachineUnlessSomebodySaysSo() {
        services.forEach((name, service) ->
                assertThat(strings(service, "ports"))
                        .as(name)
                        .allMatch(port -> port.startsWith(BIND)));
    }

    @Test
    void clientsOnTheHostAreToldThePortThatIsPublished() {
        for (String kind : List.of("broker", "gateway")) {
            nodes(kind)
                    .forEach(name -> {
                        String prefix = "TAFFRAIL_" + kind.toUpperCase(Locale.ROOT) + "_";
                        Map<?, ?> environment = (Map<?, ?>) services.get(name).get("environment");
                        String advertised =
                                environment.get(prefix + "FURTHERADVERTISED").toString();
                        String port = advertised.substring(advertised.lastIndexOf(':') + 1);

                        assertThat(environment.get(prefix + "FURTHERLISTENERS"))
                                .isEqualTo("HOST://0.0.0.0:19092");
                        assertThat(advertised).startsWith("HOST://${TAFFRAIL_HOST:-localhost}:");
                        assertThat(strings(services.get(name), "ports"))
                                .contains(BIND + port + ":19092");
                        assertThat(environment.get(prefix + "ADVERTISEDHOST"))
                                .as("neighbours know it by its service's name")
                                .isEqualTo(name);
                    });
        }
    }

    @Test
    void whatKeepsSomethingHasAVolumeWithItsName() {
        Stream.concat(nodes("controller"), nodes("broker"))
                .forEach(name -> {
                    assertThat(strings(services.get(name), "volumes"))
                            .containsExactly(name + ":/var/lib/taffrail");
                    assertThat(volumes).containsKey(name);
                });
    }

    @Test
    void nodesWaitForThoseThatTheyNeedToBeReady() {
        Map<String, String> before = Map.of("broker", "controller", "gateway", "broker");
        before.forEach((kind, needed) ->
                nodes(kind)
                        .forEach(name -> {
                            Map<?, ?> dependsOn = (Map<?, ?>) services.get(name).get("depends_on");
                            nodes(needed)
                                    .forEach(each ->
                                            assertThat(dependsOn.get(each))
                                                    .as("%s after %s", name, each)
                                                    .isEqualTo(
                                                            Map.of(
                                                                    "condition",
                                                                    "service_healthy")));
                        }));
    }

    private Stream<String> nodes(String kind) {
        return services.keySet().stream().filter(name -> name.startsWith(kind + "-"));
    }

    private static List<String> strings(Map<String, Object> service, String field) {
        return service.get(field) instanceof List<?> list
                ? list.stream().map(Object::toString).toList()
                : List.of();
    }
}
