package io.taffrail.deploy.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is around the pods: who reaches them, who may evict them, who watches them. */
class DoorsTest {

    private static final Path OBSERVABILITY = Path.of("..", "observability");

    private final Chart plain = Chart.byDefault();
    private final Chart everything = Chart.with(Chart.EVERYTHING);

    @Test
    void noEvictionBreaksTheQuorum() {
        assertThat(spare(plain, "controller")).as("of three").isEqualTo(1);
        assertThat(spare(everything, "controller")).as("of five").isEqualTo(2);
        assertThat(spare(Chart.set("controller.replicas", 1), "controller"))
                .as("of one")
                .isEqualTo(0);
        assertThat(spare(everything, "broker")).isEqualTo(1);
        assertThat(spare(everything, "gateway")).isEqualTo(1);
        assertThat(Chart.with(Chart.SMALL).ofKind("PodDisruptionBudget")).isEmpty();
    }

    private static Object spare(Chart chart, String kind) {
        Manifest budget = chart.get("PodDisruptionBudget", "t-" + kind);
        Manifest workload =
                chart.workloads().stream()
                        .filter(each -> each.component().equals(kind))
                        .findFirst()
                        .orElseThrow();
        assertThat(budget.at("spec", "selector", "matchLabels"))
                .isEqualTo(workload.at("spec", "selector", "matchLabels"));
        return budget.at("spec", "maxUnavailable");
    }

    @Test
    void everyServiceLeadsToPodsThatHaveItsPort() {
        for (Chart chart : List.of(plain, Chart.with(Chart.SMALL), everything)) {
            for (Manifest service : chart.ofKind("Service")) {
                Manifest workload =
                        chart.workloads().stream()
                                .filter(each -> each.component().equals(service.component()))
                                .findFirst()
                                .orElseThrow();
                List<?> ports =
                        workload.list("spec", "template", "spec", "containers", 0, "ports").stream()
                                .map(port -> ((Map<?, ?>) port).get("name"))
                                .toList();
                for (Object port : service.list("spec", "ports")) {
                    assertThat(ports.contains(((Map<?, ?>) port).get("targetPort")))
                            .as("%s: %s among %s", service, port, ports)
                            .isTrue();
                }
            }
        }
    }

    @Test
    void withoutAskingNobodyOutsideIsLetIn() {
        assertThat(plain.ofKind("Service"))
                .allMatch(each -> List.of("null", "ClusterIP").contains(each.text("spec", "type")));
        assertThat(plain.ofKind("Ingress", "Certificate")).isEmpty();
    }

    @Test
    void eachBrokerAndGatewayHasAnAddressOfItsOwnOutside() {
        for (int i = 0; i < 4; i++) {
            Manifest service = everything.get("Service", "t-broker-" + i);
            assertThat(service.at("spec", "type")).isEqualTo("NodePort");
            assertThat(service.at("spec", "selector"))
                    .isEqualTo(Map.of("statefulset.kubernetes.io/pod-name", "t-broker-" + i));
            assertThat(service.at("spec", "ports", "external", "nodePort")).isEqualTo(30_100 + i);
            assertThat(
                            service.at(
                                    "metadata",
                                    "annotations",
                                    "external-dns.alpha.kubernetes.io/hostname"))
                    .isEqualTo("broker-" + i + ".example.org");
        }
        Manifest gateways = everything.get("StatefulSet", "t-gateway");
        assertThat(gateways.at("spec", "serviceName")).isEqualTo("t-gateways");
        assertThat(everything.get("Service", "t-gateway-2").at("spec", "ports", 0, "nodePort"))
                .isEqualTo(30_202);
    }

    @Test
    void clientsOutsideAreToldThoseAddressesAndNoOthers() {
        Manifest broker = everything.get("StatefulSet", "t-broker");
        Manifest gateway = everything.get("StatefulSet", "t-gateway");

        assertThat(broker.env("TAFFRAIL_BROKER_FURTHERLISTENERS"))
                .isEqualTo("EXTERNAL://0.0.0.0:19092");
        assertThat(broker.env("TAFFRAIL_BROKER_FURTHERADVERTISED"))
                .isEqualTo("EXTERNAL://nodes.example.org:{30100+index}");
        assertThat(gateway.env("TAFFRAIL_GATEWAY_FURTHERADVERTISED"))
                .isEqualTo("EXTERNAL://nodes.example.org:{30200+index}");
        assertThat(gateway.env("TAFFRAIL_GATEWAY_NODEID")).isEqualTo("{1000+index}");
        assertThat(broker.container("ports", "external", "containerPort")).isEqualTo(19_092);
    }

    @Test
    void httpIsEncryptedByASecretOrByOneThatCertManagerMakes() {
        Manifest gateway = everything.get("StatefulSet", "t-gateway");
        Manifest certificate = everything.get("Certificate", "t");

        assertThat(gateway.pod("volumes", "tls", "secret", "secretName"))
                .isEqualTo(certificate.at("spec", "secretName"))
                .isEqualTo("t-tls");
        assertThat(gateway.env("SERVER_SSL_CERTIFICATE"))
                .isEqualTo("file:/etc/taffrail/tls/tls.crt");
        assertThat(gateway.container("readinessProbe", "httpGet", "scheme")).isEqualTo("HTTPS");
        assertThat(certificate.at("spec", "issuerRef"))
                .isEqualTo(Map.of("name", "internal", "kind", "ClusterIssuer"));
        assertThat(certificate.list("spec", "dnsNames").contains("taffrail.example.org")).isTrue();

        Chart own = Chart.set("tls.enabled", true);
        assertThat(own.ofKind("Certificate")).isEmpty();
        assertThat(own.get("Deployment", "t-gateway").pod("volumes", "tls", "secret", "secretName"))
                .isEqualTo("t-tls");
    }

    @Test
    void theIngressLeadsToTheGateways() {
        Manifest ingress = everything.get("Ingress", "t");

        assertThat(ingress.at("spec", "ingressClassName")).isEqualTo("nginx");
        assertThat(ingress.at("spec", "rules", 0, "host")).isEqualTo("taffrail.example.org");
        Object backend = ingress.at("spec", "rules", 0, "http", "paths", 0, "backend", "service");
        assertThat(backend).isEqualTo(Map.of("name", "t-gateway", "port", Map.of("name", "http")));
        assertThat(ingress.at("spec", "tls", 0, "secretName")).isEqualTo("ingress-tls");
    }

    @Test
    void onlyControllersReachTheQuorumsPortAndOnlyClientsAndNodesTheOthers() {
        assertThat(plain.ofKind("NetworkPolicy")).isEmpty();
        Manifest controllers = everything.get("NetworkPolicy", "t-controller");
        Manifest brokers = everything.get("NetworkPolicy", "t-broker");

        for (Object rule : controllers.list("spec", "ingress")) {
            boolean isQuorum = String.valueOf(((Map<?, ?>) rule).get("ports")).contains("quorum");
            if (isQuorum) {
                assertThat(String.valueOf(((Map<?, ?>) rule).get("from")))
                        .contains("component=controller")
                        .doesNotContain("component=broker");
            }
            assertThat(((Map<?, ?>) rule).get("from")).as("no rule lets in everybody").isNotNull();
        }
        assertThat(brokers.text("spec", "ingress")).contains("team=data", "port=external");
        assertThat(brokers.text("spec", "ingress", 0)).contains("component=gateway", "port=kafka");
    }

    @Test
    void whatPrometheusAndGrafanaReadIsBehindAFlagEach() throws IOException {
        assertThat(plain.ofKind("ServiceMonitor", "PrometheusRule", "ConfigMap")).isEmpty();

        Manifest monitor = everything.get("ServiceMonitor", "t");
        assertThat(monitor.at("metadata", "labels", "release")).isEqualTo("prometheus");
        assertThat(monitor.at("spec", "endpoints", 0, "path")).isEqualTo("/actuator/prometheus");
        assertThat(monitor.list("spec", "endpoints"))
                .extracting(each -> String.valueOf(((Map<?, ?>) each).get("scheme")))
                .as("gateways have TLS here")
                .containsExactly("http", "https");

        Manifest rules = everything.get("PrometheusRule", "t");
        assertThat(rules.list("spec", "groups"))
                .as("each file of observability/prometheus/rules has a group at least")
                .hasSizeGreaterThanOrEqualTo(
                        files(OBSERVABILITY.resolve("prometheus/rules"), ".yml"));
        Manifest dashboards = everything.get("ConfigMap", "t-dashboards");
        assertThat((Map<?, ?>) dashboards.at("data"))
                .hasSize(files(OBSERVABILITY.resolve("grafana/dashboards"), ".json"));
        assertThat(dashboards.at("metadata", "labels", "grafana_dashboard")).isEqualTo("1");
    }

    private static int files(Path folder, String suffix) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return (int) all.filter(each -> each.toString().endsWith(suffix)).count();
        }
    }

    @Test
    void aTestOfTheReleaseProducesAndConsumes(@TempDir Path copy) throws IOException {
        Manifest test = Chart.hooks(copy).get("Pod", "t-test");

        assertThat(plain.ofKind("Pod")).as("only when asked").isEmpty();
        assertThat(test.at("metadata", "annotations", "hook")).isEqualTo("test");
        assertThat(test.at("spec", "containers", 0, "command"))
                .isEqualTo(List.of("/opt/taffrail/bin/record-test"));
        assertThat(Path.of("image", "bin", "record-test")).isExecutable();
        assertThat(test.at("spec", "containers", 0, "args", 0))
                .isEqualTo("t-bootstrap.here.svc.cluster.local:9092");
        assertThat(plain.get("Service", "t-bootstrap").at("spec", "ports", "kafka", "port"))
                .isEqualTo(9092);
    }

    @Test
    void theNotesNameOnlyWhatIsThere() {
        for (Path values : List.of(Chart.SMALL, Chart.EVERYTHING)) {
            String notes = Chart.notes(values);
            List<String> names = Chart.with(values).names();

            assertThat(notes).contains("helm test t --namespace here").doesNotContain("{{");
            Pattern.compile("(statefulset|deployment|service)/(\\S+)")
                    .matcher(notes)
                    .results()
                    .map(found -> found.group(1) + "/" + found.group(2))
                    .forEach(named ->
                            assertThat(names)
                                    .as("what the notes name")
                                    .anyMatch(each -> each.equalsIgnoreCase(named)));
            assertThat(notes).contains("exec t-broker-0 -c broker -- taffrail topic list");
        }
        assertThat(Chart.notes(Chart.SMALL))
                .contains("Clients outside cannot connect", "Nobody is asked for a password");
        assertThat(Chart.notes(Chart.EVERYTHING))
                .contains("https://localhost:8080", "https://taffrail.example.org/");
    }
}
